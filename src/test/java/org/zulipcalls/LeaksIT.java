package org.zulipcalls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import org.junit.jupiter.api.Test;
import org.zulipcalls.testing.Database;

/**
 * The secrets of {@link MarkedDrive}, looked for in the log, in refusals, in the metrics, and in the database. For traces
 * see {@link TracingIT}.
 */
class LeaksIT {

  /** The tables in which a secret belongs. */
  private static final Map<String, Set<String>> BELONGS = Map.of("FCM token", Set.of("push_device"), "room",
      Set.of("call"));

  @Test
  void noSecretIsWhereItDoesNotBelong() throws Exception {
    try (MarkedDrive drive = MarkedDrive.start(Map.of("quarkus.log.category.\"org.zulipcalls\".level", "DEBUG"))) {
      drive.run();
      String log = drive.replica().log();
      String metrics = drive.replica().managed("/q/metrics").body() + drive.replica().managed("/q/health").body();
      assertTrue(log.contains("Attempting to create call") && metrics.contains("calls_transitions_total"), log);
      drive.secrets().assertNoneIn("the log", log);
      drive.secrets().assertNoneIn("the metrics", metrics);
      drive.refusals().forEach(refusal -> drive.secrets().assertNoneIn("a refusal", refusal));
      drive.secrets()
          .forEach((kind, secret) -> assertEquals(BELONGS.getOrDefault(kind, Set.of()),
              tablesWith(drive.database(), secret), kind));
    }
  }

  /** Nor where libraries tell all they can, but for those that application.properties keeps at INFO. */
  @Test
  void noSecretIsInALogOfEverythingInJson() throws Exception {
    try (MarkedDrive drive = MarkedDrive.start(Map.of("calls.log.json", "true", "quarkus.log.level", "DEBUG",
        "quarkus.log.category.\"org.zulipcalls\".level", "DEBUG"))) {
      drive.run();
      String log = drive.replica().log();
      assertTrue(log.contains("\"loggerName\":\"org.hibernate.SQL\",\"level\":\"DEBUG\""), log);
      drive.secrets().assertNoneIn("the log", log);
    }
  }

  private static Set<String> tablesWith(Database database, String secret) {
    Set<String> found = new TreeSet<>();
    for (String table : database
        .texts("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")) {
      if (database.count("SELECT count(*) FROM " + table + " t WHERE position(? IN t::text) > 0", secret) > 0) {
        found.add(table);
      }
    }
    return found;
  }
}
