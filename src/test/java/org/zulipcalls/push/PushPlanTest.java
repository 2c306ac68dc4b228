package org.zulipcalls.push;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.zulipcalls.testing.Statements;

import io.quarkus.test.junit.QuarkusTest;

/** No statement of ours, nor of the trigger, reads all of 200,000 devices or 200,000 notifications. */
@QuarkusTest
class PushPlanTest extends PushTest {

  private static final int ROWS = 200_000;
  private static final String ID = "'0196d9c0-0000-7000-8000-000000000001'";

  /** A value for each parameter of each statement, in order. */
  private static final Map<String, List<String>> VALUES = Map.of("DeviceStore.REGISTER",
      List.of("'realm'", "7", "'fcm'", "'token'", "NULL", "19"), "DeviceStore.LIST",
      List.of("'realm'", "7"), "DeviceStore.REMOVE_TOKEN", List.of("'token'", "'realm'", "7"),
      "DeviceStore.REMOVE_ID", List.of(ID, "'realm'", "7"), "Outbox.TAKE", List.of("32", "10000"), "Outbox.RETRY",
      List.of("5", "1", "300"), "Outbox.SETTLE", List.of("5", "'push_sent'", "'{}'"), "Outbox.SETTLE_AND_FORGET",
      List.of("5", "'push_failed'", "'{}'", ID, "'token'", "now()"), "Outbox.EXPIRE", List.of("1000", "true"));

  @BeforeEach
  void fill() {
    String callId = call(alice, bob);
    database.update("""
        INSERT INTO push_device (realm, user_id, kind, token)
        SELECT 'realm', n / 3, 'fcm', 'token ' || n FROM generate_series(1, ?) AS n""", ROWS);
    // Far in the future, so that nobody takes them away.
    database.update("""
        INSERT INTO push_outbox (call_id, device_id, message, due_at, expires_at)
        SELECT ?::uuid, gen_random_uuid(), 'call_invitation', now() + n * interval '1 minute',
          now() + n * interval '2 minutes' + interval '1 hour'
        FROM generate_series(1, ?) AS n""", callId, ROWS);
    database.update("VACUUM ANALYZE push_device");
    database.update("VACUUM ANALYZE push_outbox");
  }

  @AfterEach
  void empty() {
    database.update("TRUNCATE push_outbox, push_device");
  }

  @Test
  void noStatementReadsAWholeTable() throws SQLException {
    Map<String, String> statements = Statements.of(DeviceStore.class, Outbox.class, StaleDevices.class);
    assertTrue(statements.size() >= 10, statements.toString());
    try (Connection connection = database.connect(); Statement statement = connection.createStatement()) {
      statement.execute("SET plan_cache_mode = force_generic_plan");
      for (String name : statements.keySet()) {
        List<String> values = name.equals("Outbox.DROP") ? List.of("5") : VALUES.getOrDefault(name, List.of());
        statement.execute("PREPARE checked AS " + statements.get(name));
        ResultSet plan = statement.executeQuery("EXPLAIN EXECUTE checked"
            + (values.isEmpty() ? "" : "(" + String.join(", ", values) + ")"));
        StringBuilder lines = new StringBuilder(name);
        while (plan.next()) {
          lines.append('\n').append(plan.getString(1));
        }
        assertTrue(!lines.toString().contains("Seq Scan"), lines.toString());
        statement.execute("DEALLOCATE checked");
      }
    }
  }

  /** Counted by the session itself, which runs each change more often than PostgreSQL makes plans for it. */
  @Test
  void aChangeOfACallReadsNoWholeTable() throws SQLException {
    try (Connection connection = database.connect(); Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      for (int round = 0; round < 10; round++) {
        statement.execute("""
            INSERT INTO call (call_id, realm, call_type, state, initiator_id, initiator_name, initiator_email,
              recipient_id, recipient_name, recipient_email, jitsi_room_name, jitsi_room_url, ring_until)
            VALUES (gen_random_uuid(), 'realm', 'video', 'initiated', 1, 'a', 'a', 2, 'b', 'b', 'r', 'r', now())""");
        statement.execute("UPDATE call SET state = 'declined', end_reason = 'declined', ended_at = now() "
            + "WHERE realm = 'realm' AND recipient_id = 2 AND state = 'initiated'");
      }
      ResultSet scans = statement.executeQuery("SELECT sum(seq_scan), sum(idx_scan) FROM pg_stat_xact_user_tables "
          + "WHERE relname IN ('push_device', 'push_outbox')");
      scans.next();
      assertEquals(0, scans.getLong(1));
      assertTrue(scans.getLong(2) >= 40, "index scans " + scans.getLong(2));
      connection.rollback();
    }
  }
}
