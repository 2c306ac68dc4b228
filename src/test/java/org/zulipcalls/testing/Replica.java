package org.zulipcalls.testing;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.zulipcalls.demo.FreePort;

/**
 * The packaged service, jar or native executable as the build says, in a process of its own, set up by environment
 * variables as an operator does.
 */
public final class Replica implements AutoCloseable {

  private static final Path TARGET = Path.of(System.getProperty("zulip-calls.test.target", "target"));
  private static final Path JAR = TARGET.resolve("quarkus-app").resolve("quarkus-run.jar");
  /** The native executable; empty: the jar is meant. */
  private static final String BINARY = System.getProperty("zulip-calls.test.binary", "");
  private static final Path LOGS = TARGET.resolve("replicas");

  private final HttpClient http = HttpClient.newHttpClient();
  private final Process process;
  private final Path log;
  private final int port = FreePort.next();
  private final int managementPort = FreePort.next();

  private Replica(Map<String, String> settings, String... javaOptions) throws IOException {
    log = Files.createDirectories(LOGS).resolve("replica-" + port + ".log");
    ProcessBuilder builder = new ProcessBuilder(command(javaOptions)).redirectErrorStream(true)
        .redirectOutput(log.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("CALLS_") || name.startsWith("QUARKUS_"));
    settings.forEach((name, value) -> builder.environment().put(variable(name), value));
    builder.environment().putIfAbsent("QUARKUS_HTTP_PORT", Integer.toString(port));
    builder.environment().putIfAbsent("QUARKUS_MANAGEMENT_PORT", Integer.toString(managementPort));
    process = builder.start();
    // Whatever becomes of the test, nothing outlives it.
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
  }

  /** What {@link #start} runs: the executable, or the directory of the jar with all that it needs. */
  public static Path artifact() {
    return BINARY.isEmpty() ? JAR.getParent() : Path.of(BINARY);
  }

  private static List<String> command(String... javaOptions) {
    List<String> command = new ArrayList<>();
    command.add(BINARY.isEmpty() ? ProcessHandle.current().info().command().orElse("java") : BINARY);
    command.addAll(List.of(javaOptions));
    if (BINARY.isEmpty()) {
      command.addAll(List.of("-jar", JAR.toString()));
    }
    return command;
  }

  /** Starts; {@link #awaitReady} waits until it answers. */
  public static Replica start(Map<String, String> settings, String... javaOptions) {
    try {
      return new Replica(settings, javaOptions);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Replica awaitReady() {
    Awaitility.await("The replica's start, see " + log).atMost(90, TimeUnit.SECONDS).until(() -> {
      assertTrue(process.isAlive(), () -> "The replica has ended: " + log());
      return isReady();
    });
    return this;
  }

  private boolean isReady() throws InterruptedException {
    try {
      return managed("/q/health/ready").statusCode() == 200;
    } catch (IOException notYet) {
      return false;
    }
  }

  /** Asks the management port. */
  public HttpResponse<String> managed(String path) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(URI.create(managementUrl() + path))
        .timeout(Duration.ofSeconds(10))
        .build();
    return http.send(request, HttpResponse.BodyHandlers.ofString());
  }

  public String managementUrl() {
    return "http://127.0.0.1:" + managementPort;
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + port);
  }

  public Process process() {
    return process;
  }

  /** What it has logged so far. */
  public String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the check of a container exits with, run beside this one. */
  public int probe() {
    List<String> command = new ArrayList<>(command());
    command.add("health");
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("QUARKUS_MANAGEMENT_PORT", Integer.toString(managementPort));
    try {
      return builder.start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Sends SIGTERM and does not wait. */
  public void terminate() {
    process.destroy();
  }

  /** SIGKILL: it learns nothing of it. */
  public void kill() {
    process.destroyForcibly();
    exitCode();
  }

  /** Waits until it has ended. */
  public int exitCode() {
    try {
      assertTrue(process.waitFor(90, TimeUnit.SECONDS), () -> "It still runs: " + log());
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  private static String variable(String setting) {
    return setting.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
  }
}
