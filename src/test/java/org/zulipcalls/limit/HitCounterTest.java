package org.zulipcalls.limit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.zulipcalls.support.ApiException;
import org.zulipcalls.testing.AtOnce;
import org.zulipcalls.testing.Backstage;
import org.zulipcalls.testing.ServiceTest;

import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class HitCounterTest extends ServiceTest {

  private static final int TIMES = Backstage.LOGIN_LIMIT;

  @Inject
  HitCounter counter;
  @Inject
  Limits limits;

  private Key who;

  @BeforeEach
  void somebodyNew() {
    who = Key.of(Limit.LOGIN, UUID.randomUUID().toString());
  }

  private boolean take() {
    try {
      result(() -> counter.take(who));
      return true;
    } catch (ApiException refused) {
      assertEquals(429, refused.status());
      return false;
    }
  }

  @Test
  void ofManyAtOnceAsManyPassAsMay() {
    List<Boolean> taken = AtOnce.run(2 * TIMES, n -> take());
    assertEquals(TIMES, taken.stream().filter(passed -> passed).count());
  }

  @Test
  void aNewWindowBeginsWhenTheOldIsOver() {
    for (int i = 0; i < TIMES; i++) {
      assertTrue(take());
    }
    ApiException refused = assertThrows(ApiException.class, () -> result(() -> counter.take(who)));
    double seconds = (double) refused.fields().get("retry-after");
    assertTrue(seconds > 50 && seconds <= 60, seconds + " s");
    database.update("UPDATE limit_hit SET ends_at = now() WHERE who = ?", who.hash());
    assertTrue(take());
    assertEquals(1, result(() -> counter.look(List.of(who))).get(0).hits());
  }

  @Test
  void eachIsCountedForItself() {
    Key other = Key.of(Limit.ADDRESS, "other " + who.hash());
    assertEquals(List.of(1L, 1L), result(() -> counter.count(List.of(who, other))).stream().map(Count::hits).toList());
    assertTrue(take());
    assertEquals(List.of(3L), result(() -> counter.count(List.of(who))).stream().map(Count::hits).toList());
    assertEquals(List.of(1L), result(() -> counter.look(List.of(other))).stream().map(Count::hits).toList());
    assertEquals(List.of(), result(() -> counter.look(List.of(Key.of(Limit.LOGIN, "nobody")))));
  }

  @Test
  void whatIsOverIsForgottenAndWhatIsNotStays() {
    take();
    Key other = Key.of(Limit.LOGIN, "other " + who.hash());
    result(() -> counter.count(List.of(other)));
    database.update("UPDATE limit_hit SET ends_at = now() WHERE who = ?", other.hash());
    assertTrue(result(counter::forget) >= 1);
    assertEquals(List.of(who.hash()),
        database.texts("SELECT who FROM limit_hit WHERE who IN (?, ?)", who.hash(), other.hash()));
  }

  @Test
  void withoutTheStoreEachLimitDoesAsItSays() {
    database.update("ALTER TABLE limit_hit RENAME TO gone");
    try {
      // The others are counted in the calls' own table, and so refuse with it; but for places in a queue, as CREATE here.
      for (Limit limit : EnumSet.complementOf(EnumSet.of(Limit.PAIR, Limit.ANSWER))) {
        Key key = Key.of(limit, who.hash());
        switch (limit.ifStoreFails()) {
          case COUNTS_ALONE -> {
            assertEquals(List.of(), result(() -> counter.look(List.of(key))));
            for (int i = 0; i < limits.rate(limit).times(); i++) {
              result(() -> counter.take(key));
            }
            assertEquals(429, assertThrows(ApiException.class, () -> result(() -> counter.take(key))).status());
            Count count = result(() -> counter.look(List.of(key))).get(0);
            assertEquals(limits.rate(limit).times() + 1, count.hits());
            assertTrue(count.millisLeft() > 0 && count.millisLeft() <= limits.rate(limit).window().toMillis());
          }
          case REFUSES -> {
            RuntimeException failure = assertThrows(RuntimeException.class, () -> result(() -> counter.take(key)));
            assertFalse(failure instanceof ApiException, failure.toString());
          }
        }
      }
    } finally {
      database.update("ALTER TABLE gone RENAME TO limit_hit");
    }
    assertTrue(take());
  }

  @Test
  void noStatementReadsAWholeTable() throws SQLException {
    database
        .update("INSERT INTO limit_hit SELECT 'who ' || n, 1, now() + n * interval '1 second' - interval '10 minutes' "
            + "FROM generate_series(1, 50000) AS n");
    database.update("VACUUM ANALYZE limit_hit");
    try (Connection connection = database.connect(); Statement statement = connection.createStatement()) {
      statement.execute("SET plan_cache_mode = force_generic_plan");
      String who = "ARRAY['who 7']";
      Map<String, String> calls = Map.of(HitCounter.COUNT, "(" + who + ", ARRAY[1000])", HitCounter.LOOK,
          "(" + who + ")", HitCounter.FORGET, "");
      for (Map.Entry<String, String> call : calls.entrySet()) {
        statement.execute("PREPARE checked AS " + call.getKey());
        ResultSet plan = statement.executeQuery("EXPLAIN EXECUTE checked" + call.getValue());
        StringBuilder lines = new StringBuilder();
        while (plan.next()) {
          lines.append(plan.getString(1)).append('\n');
        }
        assertFalse(lines.toString().contains("Seq Scan"), lines.toString());
        statement.execute("DEALLOCATE checked");
      }
    } finally {
      database.update("DELETE FROM limit_hit WHERE who LIKE 'who %'");
    }
  }
}
