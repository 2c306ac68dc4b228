package org.zulipcalls.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

/**
 * The demo's database, one per JVM. Dev mode reads its configuration in several class loaders and throws them away at
 * each reload, so the port is kept where all of them see it: in a system property. The name is outside
 * {@code calls.}, whose unknown properties are refused.
 */
final class DemoPostgres {
  private static final String PORT_PROPERTY = "zulip-calls-demo.postgres-port";
  private static final Path DIRECTORY = Path.of("target", "demo-postgres").toAbsolutePath();

  /** Held, or the level would be lost with it: forty lines of initdb would hide the three that matter. */
  private static final Logger POSTGRES_LOG = Logger.getLogger(EmbeddedPostgres.class.getPackageName());

  private DemoPostgres() {
  }

  /** The port of the running server, which is started by the first call. It stops with the JVM. */
  static int port() {
    synchronized (System.getProperties()) {
      Integer known = Integer.getInteger(PORT_PROPERTY);
      if (known != null) {
        return known;
      }
      int port = start();
      System.setProperty(PORT_PROPERTY, String.valueOf(port));
      return port;
    }
  }

  /** Each JVM has a directory of its own: Maven's may read the configuration as well as the one that it forks. */
  private static int start() {
    try {
      POSTGRES_LOG.setLevel(Level.WARNING);
      removeLeftovers();
      Path data = Files.createDirectories(DIRECTORY.resolve(String.valueOf(ProcessHandle.current().pid())));
      EmbeddedPostgres postgres = EmbeddedPostgres.builder()
          .setPort(FreePort.next())
          .setDataDirectory(data)
          .setCleanDataDirectory(true)
          .setServerConfig("fsync", "off")
          .start();
      return postgres.getPort();
    } catch (IOException e) {
      throw new UncheckedIOException("The demo's PostgreSQL cannot start in " + DIRECTORY, e);
    }
  }

  private static void removeLeftovers() throws IOException {
    if (!Files.isDirectory(DIRECTORY)) {
      return;
    }
    try (Stream<Path> entries = Files.list(DIRECTORY)) {
      for (Path entry : entries.filter(DemoPostgres::isAbandoned).toList()) {
        delete(entry);
      }
    }
  }

  private static boolean isAbandoned(Path entry) {
    String name = entry.getFileName().toString();
    return !name.matches("\\d{1,18}") || ProcessHandle.of(Long.parseLong(name)).isEmpty();
  }

  private static void delete(Path tree) throws IOException {
    List<Path> paths;
    try (Stream<Path> walk = Files.walk(tree)) {
      paths = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : paths) {
      Files.deleteIfExists(path);
    }
  }
}
