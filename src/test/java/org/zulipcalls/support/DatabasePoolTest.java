package org.zulipcalls.support;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.zulipcalls.testing.ServiceTest;

import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;

@QuarkusTest
class DatabasePoolTest extends ServiceTest {

  @Inject
  Pool pool;

  /** What it has locked, and the place in the log that it has taken, would be held until TCP gives up. */
  @Test
  void theTransactionOfALostReplicaIsOverSoon() {
    assertEquals("10s", pool.withConnection(connection -> connection
        .query("SHOW idle_in_transaction_session_timeout")
        .execute()
        .map(rows -> rows.iterator().next().getString(0))).await().atMost(Duration.ofSeconds(20)));
  }
}
