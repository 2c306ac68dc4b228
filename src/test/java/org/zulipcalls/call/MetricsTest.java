package org.zulipcalls.call;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.zulipcalls.demo.Fault;
import org.zulipcalls.testing.Client;
import org.zulipcalls.testing.EventStream;
import org.zulipcalls.testing.ServiceTest;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;

/** What an operator's monitoring sees of calls. */
@QuarkusTest
class MetricsTest extends ServiceTest {

  @Inject
  MeterRegistry registry;
  @TestHTTPResource
  java.net.URI server;

  private double counted(String name, String... tags) {
    return registry.find(name).tags(tags).counters().stream().mapToDouble(counter -> counter.count()).sum();
  }

  private long timed(String name, String... tags) {
    return registry.find(name).tags(tags).timers().stream().mapToLong(timer -> timer.count()).sum();
  }

  @Test
  void eachTransitionIsCountedWithItsReason() {
    double accepted = counted("calls.transitions", "event", "accepted", "reason", "none");
    double ended = counted("calls.transitions", "event", "ended", "reason", "hangup");
    double declined = counted("calls.transitions", "event", "declined", "reason", "declined");
    long answers = timed("calls.answer");
    Client.of(alice).post(path(answeredCall(alice, bob), "end"));
    Client.of(bob).post(path(call(alice, bob), "respond"), "response", "decline");
    assertEquals(accepted + 1, counted("calls.transitions", "event", "accepted", "reason", "none"));
    assertEquals(ended + 1, counted("calls.transitions", "event", "ended", "reason", "hangup"));
    assertEquals(declined + 1, counted("calls.transitions", "event", "declined", "reason", "declined"));
    assertEquals(answers + 1, timed("calls.answer"));
  }

  @Test
  void theStreamsAreCountedAndTheirRingIsTimed() {
    long rings = timed("calls.ring");
    long told = timed("calls.feed.delay");
    try (EventStream stream = EventStream.open(server, EventStream.PATH, "Authorization", bob.basic())) {
      stream.told();
      assertTrue(registry.get("calls.feed.streams").gauge().value() >= 1);
      call(alice, bob);
      assertEquals("created", stream.told().op());
      await().atMost(Duration.ofSeconds(5)).until(() -> timed("calls.ring") == rings + 1);
    }
    assertTrue(timed("calls.feed.delay") > told);
  }

  @Test
  void refusalsAreCountedByTheirCode() {
    double before = counted("calls.refusals", "code", "CALL_NOT_FOUND");
    double zulips = counted("calls.refusals", "code", "ZULIP");
    Client.of(alice).get(API + "/x/status");
    Client.basic("nobody@zulip.com:wrong").get(API + "/history");
    assertEquals(before + 1, counted("calls.refusals", "code", "CALL_NOT_FOUND"));
    assertEquals(zulips + 1, counted("calls.refusals", "code", "ZULIP"));
  }

  @Test
  void zulipIsTimedByWhatItWasAskedAndHowItAnswered() {
    long answered = timed("calls.zulip.requests", "endpoint", "/users/{user}", "outcome", "answered");
    long unavailable = timed("calls.zulip.requests", "endpoint", "/users/me", "outcome", "unavailable");
    call(alice, bob);
    assertEquals(answered + 1, timed("calls.zulip.requests", "endpoint", "/users/{user}", "outcome", "answered"));
    assertEquals(1, registry.get("calls.zulip.reachable").gauge().value());
    zulip.setFault(Fault.SERVER_ERROR);
    Client.of(newUser("carol")).get(API + "/history");
    assertEquals(unavailable + 1, timed("calls.zulip.requests", "endpoint", "/users/me", "outcome", "unavailable"));
    assertEquals(0, registry.get("calls.zulip.reachable").gauge().value());
  }

  @Test
  void whoNamesAForeignHostRaisesNoAlarm() {
    long refused = timed("calls.zulip.requests", "endpoint", "/users/me", "outcome", "refused");
    Client.of(newUser("carol")).with("Host", "somewhere.invalid").get(API + "/history");
    assertEquals(refused + 1, timed("calls.zulip.requests", "endpoint", "/users/me", "outcome", "refused"));
    assertEquals(1, registry.get("calls.zulip.reachable").gauge().value());
  }

  @Test
  void openCallsAreCountedByTheirState() {
    call(alice, bob);
    answeredCall(newUser("carol"), newUser("dave"));
    await().atMost(Duration.ofSeconds(15)).untilAsserted(() -> {
      assertEquals(1, registry.get("calls.open").tag("state", "initiated").gauge().value());
      assertEquals(1, registry.get("calls.open").tag("state", "active").gauge().value());
    });
    assertEquals(0, registry.get("calls.shutting.down").gauge().value());
  }

  @Test
  void noTagNamesAnybodyOrAnything() {
    String callId = answeredCall(alice, bob);
    String room = database.value(String.class, "SELECT jitsi_room_name FROM call WHERE call_id = ?::uuid", callId);
    for (Meter meter : registry.getMeters()) {
      for (Tag tag : meter.getId().getTags()) {
        for (String name : new String[]{callId, room, alice.email(), bob.email(), zulip.realm("").url()}) {
          assertTrue(!tag.getValue().contains(name), meter.getId() + " has " + tag);
        }
      }
    }
  }
}
