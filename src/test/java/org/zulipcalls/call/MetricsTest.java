package org.zulipcalls.call;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.logging.Level;
import java.util.stream.Collectors;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.zulipcalls.demo.Fault;
import org.zulipcalls.support.ErrorMappers;
import org.zulipcalls.testing.Backstage;
import org.zulipcalls.testing.Client;
import org.zulipcalls.testing.EventStream;
import org.zulipcalls.testing.LogLines;
import org.zulipcalls.testing.RawHttp;
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
  @Inject
  ErrorMappers errors;
  @TestHTTPResource
  URI server;
  @TestHTTPResource(value = "/", management = true)
  URI management;

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

  @ParameterizedTest
  @CsvSource({"GET, /nothing, NOT_FOUND", "PUT, /history, METHOD_NOT_ALLOWED"})
  void soIsWhatComesToNoEndpoint(String method, String path, String code) throws IOException {
    double before = counted("calls.refusals", "code", code);
    ask(method, API + path);
    assertEquals(before + 1, counted("calls.refusals", "code", code));
  }

  @Test
  void soIsABodyThatIsTooLarge() {
    double before = counted("calls.refusals", "code", "PAYLOAD_TOO_LARGE");
    Client.of(alice).post(API + "/create", "context", "x".repeat(70_000));
    assertEquals(before + 1, counted("calls.refusals", "code", "PAYLOAD_TOO_LARGE"));
  }

  @Test
  void soIsAnErrorOfOurs() {
    double before = counted("calls.refusals", "code", "INTERNAL_ERROR");
    try (LogLines log = LogLines.capture()) {
      errors.failed(new IllegalStateException("a test's"));
      log.has(Level.SEVERE, "Internal error");
    }
    assertEquals(before + 1, counted("calls.refusals", "code", "INTERNAL_ERROR"));
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

  /** As no browser would. */
  private void ask(String method, String path) throws IOException {
    RawHttp.exchange(server.getPort(), (method + " " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
        + "Content-Length: 0\r\n\r\n").getBytes(StandardCharsets.UTF_8));
  }

  private Set<String> requestsBy(String tag) {
    return registry.find("http.server.requests")
        .timers()
        .stream()
        .map(timer -> timer.getId().getTag(tag))
        .collect(Collectors.toSet());
  }

  private void noTagHas(String... names) {
    for (Meter meter : registry.getMeters()) {
      for (Tag tag : meter.getId().getTags()) {
        for (String name : names) {
          assertFalse(tag.getValue().contains(name), meter.getId() + " has " + tag);
        }
      }
    }
  }

  @Test
  void noTagNamesAnybodyOrAnything() {
    String callId = answeredCall(alice, bob);
    Client.basic(Backstage.OPERATOR)
        .at("http://" + management.getHost() + ":" + management.getPort())
        .get("/q/operator/calls/" + callId);
    String room = database.value(String.class, "SELECT jitsi_room_name FROM call WHERE call_id = ?::uuid", callId);
    noTagHas(callId, room, alice.email(), bob.email(), zulip.realm("").url());
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "made-up"})
  void noTagIsMadeUpByAClient(String method) throws IOException {
    for (String path : List.of("/made-up", "/q/made-up", API + "/made-up", path("made-up", "status"),
        path("made-up", "made-up"), path("made-up", "%zz"), path("made-up", "\u00e9{}|\u0001"), "/calls/embed/made-up",
        API + "/devices/made-up", API + "//made-up/end/", "made-up", "http://made-up/made-up")) {
      ask(method, path);
    }
    noTagHas("made-up", "%", "|");
    assertTrue(requestsBy("uri").contains(API + "/{call_id}/status"), requestsBy("uri").toString());
  }

  @Test
  void howeverManyPathsAreMadeUpTheOthersAreCounted() throws IOException {
    for (int i = 0; i < 150; i++) {
      ask("OPTIONS", path("id" + i, "path" + i));
    }
    assertTrue(requestsBy("uri").size() < 100, requestsBy("uri").toString());
    assertTrue(requestsBy("uri").contains("UNKNOWN"));
    for (String path : List.of(API + "/jitsi/events/room/created", "/calls/embed/page.js", API + "/create")) {
      ask("POST", path);
      assertTrue(requestsBy("uri").contains(path), path);
    }
  }
}
