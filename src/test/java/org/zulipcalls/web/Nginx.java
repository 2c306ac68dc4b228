package org.zulipcalls.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.zulipcalls.demo.FreePort;

/**
 * A real nginx with Zulip's includes and our own file, of which nothing but the ports and the directory is changed: it
 * stands before the stand-in and the service as in production.
 */
final class Nginx implements AutoCloseable {

  private static final Path OURS = Path.of("src/main/nginx/zulip-calls.conf");
  private static final List<String> ZULIPS = List.of("nginx.conf", "uwsgi_params", "zulip-include/app",
      "zulip-include/headers", "zulip-include/api_headers", "zulip-include/proxy", "zulip-include/proxy_longpolling");
  private static final long PATIENCE_MILLIS = 10_000;

  private final Path directory;
  private final int port;
  private final Process process;

  private Nginx(Path directory, int port, Process process) {
    this.directory = directory;
    this.port = port;
    this.process = process;
  }

  static Nginx start(int zulip, int service) {
    return start(zulip, directory -> write(directory.resolve("zulip-include/app.d/zulip-calls.conf"),
        Files.readString(OURS)
            .replace("127.0.0.1:8080", "127.0.0.1:" + service)
            .replace("/etc/nginx/", directory + "/")));
  }

  /** Puts our file into nginx' directory, which stands for {@code /etc/nginx}. */
  interface Setup {
    void into(Path directory) throws IOException;
  }

  /** nginx whose own files are Zulip's; ours comes by the setup, which may ask it by {@link #command}. */
  static Nginx start(int zulip, Setup setup) {
    try {
      int port = FreePort.next();
      Path directory = Files.createTempDirectory("zulip-calls-nginx");
      // Where we are root its workers are not, and have to get at the bodies that they keep in files.
      directory.toFile().setExecutable(true, false);
      for (String name : ZULIPS) {
        try (InputStream file = Nginx.class.getResourceAsStream("/nginx/" + name)) {
          String text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
          write(directory.resolve(name), text.replace("{{DIRECTORY}}", directory.toString())
              .replace("{{PORT}}", Integer.toString(port))
              .replace("{{ZULIP}}", Integer.toString(zulip)));
        }
      }
      setup.into(directory);
      Process process = new ProcessBuilder(command(directory)).inheritIO().start();
      Nginx nginx = new Nginx(directory, port, process);
      nginx.awaitPort();
      return nginx;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The command that runs nginx with this directory. */
  static List<String> command(Path directory) {
    return List.of(Tools.nginx().toString(), "-p", directory.toString(), "-c",
        directory.resolve("nginx.conf").toString(), "-e", directory.resolve("error.log").toString());
  }

  int port() {
    return port;
  }

  String url() {
    return "http://127.0.0.1:" + port;
  }

  /** What it logged as a warning or worse. */
  String log() {
    try {
      return Files.readString(directory.resolve("error.log"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      process.waitFor(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
      List<Path> files;
      try (Stream<Path> tree = Files.walk(directory)) {
        files = tree.sorted(Comparator.reverseOrder()).toList();
      }
      for (Path file : files) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void awaitPort() throws IOException {
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
    while (true) {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress("127.0.0.1", port), 200);
        return;
      } catch (IOException notYet) {
        if (!process.isAlive() || System.nanoTime() > until) {
          throw new IOException("nginx does not run: " + log(), notYet);
        }
        Thread.onSpinWait();
      }
    }
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
