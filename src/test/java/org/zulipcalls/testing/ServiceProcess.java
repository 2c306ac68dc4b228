package org.zulipcalls.testing;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The packaged service as a process of its own, which can be killed. */
public final class ServiceProcess implements AutoCloseable {

  private static final Path JAR = Path.of("target/quarkus-app/quarkus-run.jar");
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Process process;
  private final Path log;
  private final int port;
  private final int managementPort;

  private ServiceProcess(Map<String, String> settings) throws IOException {
    port = freePort();
    managementPort = freePort();
    Map<String, String> all = new HashMap<>(settings);
    all.putAll(Map.of("quarkus.http.host", "127.0.0.1", "quarkus.http.port", "" + port, "quarkus.management.port",
        "" + managementPort));
    log = Files.createTempFile("zulip-calls", ".log");
    ProcessBuilder builder = new ProcessBuilder(command()).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("CALLS_") || name.startsWith("QUARKUS_"));
    all.forEach((name, value) -> builder.environment().put(variable(name), value));
    process = builder.start();
  }

  private static List<String> command() {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return new ArrayList<>(List.of(java, "-Xmx256m", "-XX:TieredStopAtLevel=1", "-jar", JAR.toString()));
  }

  private static String variable(String setting) {
    return setting.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_");
  }

  /** Starts it; the settings have the names of {@code application.properties}. */
  public static ServiceProcess launch(Map<String, String> settings) {
    try {
      return new ServiceProcess(settings);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts it and waits until it serves. */
  public static ServiceProcess start(Map<String, String> settings) {
    ServiceProcess service = launch(settings);
    await().atMost(PATIENCE).pollInterval(Duration.ofMillis(100)).until(service::isReady);
    return service;
  }

  private boolean isReady() {
    if (!process.isAlive()) {
      throw new IllegalStateException(log());
    }
    try {
      HttpURLConnection question = (HttpURLConnection) URI
          .create("http://127.0.0.1:" + managementPort + "/q/health/ready")
          .toURL()
          .openConnection();
      return question.getResponseCode() == HttpURLConnection.HTTP_OK;
    } catch (IOException notYet) {
      return false;
    }
  }

  public String url() {
    return "http://127.0.0.1:" + port;
  }

  public String managementUrl() {
    return "http://127.0.0.1:" + managementPort;
  }

  /** Everything that it has written. */
  public String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until it has ended by itself. */
  public int exitCode() {
    try {
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new IllegalStateException("It still runs:\n" + log());
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** SIGKILL: it learns nothing of it. */
  public void kill() {
    process.destroyForcibly();
    exitCode();
  }

  @Override
  public void close() {
    kill();
    try {
      Files.deleteIfExists(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
