package org.zulipcalls.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.zulipcalls.testing.CallRows;
import org.zulipcalls.testing.QueryPlan;
import org.zulipcalls.testing.ServiceTest;

import io.quarkus.test.junit.QuarkusTest;

/** What is read of a long log, whatever plan PostgreSQL keeps. */
@QuarkusTest
class LogPlanTest extends ServiceTest {

  @BeforeEach
  void fill() {
    CallRows.insertMany(database, 50_000, zulip.realm("").url());
  }

  @AfterEach
  void empty() {
    database.update("TRUNCATE call CASCADE");
  }

  @Test
  void whatAUserMissedIsReadCallByCall() {
    List<String> scans = QueryPlan.genericScans(database, EventLog.MISSED, "call_event");
    // Beside the first event's time, for either side.
    assertEquals(3, scans.size(), scans.toString());
    assertEquals(1, scans.stream().filter(scan -> scan.contains("(call_id = call")).count(), scans.toString());
    assertEquals(2, scans.stream().filter(scan -> scan.matches("\\(id >= .*")).count(), scans.toString());
    for (String scan : QueryPlan.genericScans(database, EventLog.MISSED, "call")) {
      assertTrue(scan.contains("initiator_id") || scan.contains("recipient_id"), scan);
    }
  }

  @Test
  void whatIsNewIsReadFromTheLogsEnd() {
    assertEquals(List.of("(id > $1)"), QueryPlan.genericScans(database, EventLog.AFTER, "call_event"));
    assertEquals(List.of("(call_id = call_event.call_id)"), QueryPlan.genericScans(database, EventLog.AFTER, "call"));
  }
}
