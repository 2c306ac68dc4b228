package org.zulipcalls.upgrade;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Migrations go forward only, and only add. */
class MigrationsTest {

  private static final String BEFORE = "CREATE UNIQUE INDEX b ON call (realm, state);"
      + "CREATE UNIQUE INDEX p ON call (realm) WHERE version = 1;";

  static List<Path> files() throws IOException {
    return Migrations.files();
  }

  @Test
  void theyAreNumberedWithoutAHole() throws IOException {
    assertEquals(IntStream.rangeClosed(1, Migrations.latest()).boxed().toList(),
        files().stream().map(Migrations::version).toList());
    files().forEach(file -> assertTrue(file.getFileName().toString().matches("V\\d+__[a-z_]+\\.sql"), file.toString()));
  }

  @ParameterizedTest
  @MethodSource("files")
  void theyOnlyAdd(Path file) throws IOException {
    StringBuilder before = new StringBuilder();
    for (Path earlier : files().subList(0, files().indexOf(file))) {
      before.append(Files.readString(earlier));
    }
    assertEquals(Optional.empty(), MigrationStatements.unsafe(Files.readString(file), before.toString()),
        file.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"DROP TABLE call", "TRUNCATE call", "ALTER TABLE call DROP COLUMN version",
      "ALTER TABLE call RENAME COLUMN version TO revision", "ALTER TABLE call RENAME TO calls",
      "ALTER TABLE call ALTER COLUMN version TYPE integer", "ALTER TABLE call ALTER COLUMN started_at SET NOT NULL",
      "ALTER TABLE call ALTER version DROP DEFAULT", "ALTER TABLE call ADD CONSTRAINT few CHECK (version < 9)",
      "ALTER TABLE call ADD CHECK (version < 9)", "ALTER TABLE call ADD COLUMN x text NOT NULL",
      "ALTER TABLE call ADD COLUMN x text, DROP COLUMN version", "ALTER TABLE call ADD COLUMN x text UNIQUE",
      "ALTER TABLE call ADD COLUMN x uuid REFERENCES other", "UPDATE call SET version = 1", "DELETE FROM call_event",
      "INSERT INTO call_event DEFAULT VALUES", "CREATE UNIQUE INDEX one ON call (realm)", "DROP INDEX call_by_deadline",
      "DROP INDEX a; CREATE UNIQUE INDEX a ON call (realm)", "DROP INDEX b; CREATE UNIQUE INDEX b ON call (realm)",
      "DROP INDEX b; CREATE UNIQUE INDEX b ON other (state, realm)",
      "DROP INDEX p; CREATE UNIQUE INDEX p ON call (realm)",
      "DROP INDEX p; CREATE UNIQUE INDEX p ON call (realm) WHERE version = 1 OR version = 2",
      "DROP INDEX p; CREATE UNIQUE INDEX p ON call (realm) WHERE version = 1 AND state = 'a' OR true",
      "DROP TRIGGER push_rings ON call",
      "DROP FUNCTION push_enqueue",
      "CREATE OR REPLACE FUNCTION push_enqueue() RETURNS trigger LANGUAGE plpgsql AS $$ ; $$",
      "DO $$ BEGIN DELETE FROM call; END $$", "LOCK TABLE call", "CREATE RULE r AS ON INSERT TO call DO NOTHING",
      "ALTER TABLE call ENABLE ROW LEVEL SECURITY", "/* */ DROP TABLE call", "SELECT 1"})
  void whatDoesMoreIsFound(String sql) {
    assertTrue(MigrationStatements.unsafe("CREATE TABLE harmless (id uuid);\n" + sql + ";\n", BEFORE).isPresent());
  }

  @ParameterizedTest
  @ValueSource(strings = {"CREATE TABLE t (a int NOT NULL); CREATE UNIQUE INDEX i ON t (a)",
      "ALTER TABLE call ADD COLUMN x text, ADD COLUMN y numeric(3, 1) NOT NULL DEFAULT 0 CHECK (y > 0)",
      "DROP INDEX i; CREATE INDEX i ON call (realm) WHERE state = 'a;b'",
      "-- DROP TABLE call;\nCREATE INDEX i ON call (realm)",
      "DROP INDEX b; CREATE UNIQUE INDEX b ON call (state, realm)",
      "DROP INDEX p; CREATE UNIQUE INDEX p ON call (realm) WHERE version = 1 AND realm IS NOT NULL"})
  void whatOnlyAddsIsTaken(String sql) {
    assertEquals(Optional.empty(), MigrationStatements.unsafe(sql, BEFORE));
  }
}
