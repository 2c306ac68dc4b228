package org.zulipcalls.push;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;

/** No statement of ours, nor of the trigger, reads all of 200,000 devices or 200,000 notifications. */
@QuarkusTest
class PushPlanTest extends PushTest {

  private static final int ROWS = 200_000;
  private static final String ID = "'0196d9c0-0000-7000-8000-000000000001'";

  /** A value for each parameter of each statement, in order. */
  private static final Map<String, List<String>> VALUES = Map.of("DeviceStore.LOCK", List.of("'user'"),
      "DeviceStore.REGISTER", List.of("'realm'", "7", "'fcm'", "'token'", "NULL", "19"), "DeviceStore.LIST",
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
    List<Field> statements = Stream.of(DeviceStore.class, Outbox.class)
        .flatMap(store -> Arrays.stream(store.getDeclaredFields()))
        .filter(field -> Modifier.isStatic(field.getModifiers()) && field.getType() == String.class)
        .filter(field -> text(field).strip().matches("(?s)(SELECT|WITH|UPDATE|INSERT|DELETE)\\b.*"))
        .toList();
    assertTrue(statements.size() >= 10, statements.toString());
    try (Connection connection = database.connect(); Statement statement = connection.createStatement()) {
      statement.execute("SET plan_cache_mode = force_generic_plan");
      for (Field field : statements) {
        String name = field.getDeclaringClass().getSimpleName() + "." + field.getName();
        List<String> values = name.equals("Outbox.DROP") ? List.of("5") : VALUES.get(name);
        statement.execute("PREPARE checked AS " + text(field));
        ResultSet plan = statement.executeQuery("EXPLAIN EXECUTE checked(" + String.join(", ", values) + ")");
        StringBuilder lines = new StringBuilder(name);
        while (plan.next()) {
          lines.append('\n').append(plan.getString(1));
        }
        assertTrue(!lines.toString().contains("Seq Scan"), lines.toString());
        statement.execute("DEALLOCATE checked");
      }
    }
  }

  @Test
  void aChangeOfACallReadsNoWholeTable() {
    long before = scans();
    IntStream.range(0, 10).forEach(round -> {
      String callId = call(newUser("caller"), newUser("called"));
      database
          .update("UPDATE call SET state = 'declined', end_reason = 'declined', ended_at = now(), ring_until = NULL "
              + "WHERE call_id = ?::uuid", callId);
    });
    assertEquals(before, scans());
  }

  private long scans() {
    org.awaitility.Awaitility.await().pollDelay(java.time.Duration.ofSeconds(2)).until(() -> true);
    return database.value(Number.class,
        "SELECT sum(seq_scan) FROM pg_stat_user_tables WHERE relname IN ('push_device', 'push_outbox')").longValue();
  }

  private static String text(Field field) {
    try {
      field.setAccessible(true);
      return (String) field.get(null);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }
}
