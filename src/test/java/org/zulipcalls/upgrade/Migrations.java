package org.zulipcalls.upgrade;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

import org.flywaydb.core.Flyway;
import org.zulipcalls.testing.Database;

/** The migrations as they are in the sources. */
final class Migrations {

  private static final Path DIRECTORY = Path.of("src/main/resources/db/migration");

  /** In their order. */
  static List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(DIRECTORY)) {
      return files.sorted(Comparator.comparing(Migrations::version)).toList();
    }
  }

  static int version(Path file) {
    return Integer.parseInt(file.getFileName().toString().replaceFirst("^V(\\d+)__.*", "$1"));
  }

  static int latest() throws IOException {
    return files().size();
  }

  /** The schema as this version left it. */
  static Database databaseAt(int version) {
    Database database = Database.start();
    Flyway.configure()
        .dataSource("jdbc:" + database.url(), "postgres", "postgres")
        .locations("filesystem:" + DIRECTORY)
        .target(Integer.toString(version))
        .load()
        .migrate();
    return database;
  }

  private Migrations() {
  }
}
