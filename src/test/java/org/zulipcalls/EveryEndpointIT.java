package org.zulipcalls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.zulipcalls.demo.StandInUser;
import org.zulipcalls.testing.Client;
import org.zulipcalls.testing.Cluster;
import org.zulipcalls.testing.EndpointList;
import org.zulipcalls.testing.EventStream;
import org.zulipcalls.testing.EventSync;
import org.zulipcalls.testing.Expect;

import com.fasterxml.jackson.databind.JsonNode;

import io.restassured.response.Response;

/** Each endpoint of the packaged service answers, be it the jar or the native executable. */
class EveryEndpointIT {

  private static final String API = "/api/v1/calls";
  private static final String PAGE = "/calls/embed/{call_id}";
  private static final String OPERATOR = "/q/operator";
  private static final String PASSWORD = "the operator's password";

  private final Set<String> asked = new TreeSet<>();
  private Cluster cluster;
  private StandInUser bob;
  private Client caller;
  private Client called;

  @BeforeEach
  void start() {
    cluster = Cluster.start(1,
        Map.of("calls.jitsi.events-token", EventSync.TOKEN, "calls.operator.password", PASSWORD));
    bob = cluster.newUser();
    caller = cluster.client(cluster.newUser(), 0);
    called = cluster.client(bob, 0);
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  @Test
  void everyEndpointAnswers() {
    theLifeOfACall();
    theOtherNamesAndForms();
    theQueue();
    devices();
    theRoom();
    files();
    thePage();
    theOperator();
    assertEquals(EndpointList.all(), asked);
  }

  /**
   * Asks, and notes that it did.
   *
   * @param path as {@link EndpointList} has it
   * @param id   of whatever the path names, or null
   */
  private Response ask(Client who, String method, String path, String id, Object... parameters) {
    asked.add(method + " " + path);
    String at = id == null ? path : path.replaceFirst("\\{[^}]*}", id);
    return switch (method) {
      case "GET" -> who.get(at, parameters);
      case "DELETE" -> who.request().queryParam((String) parameters[0], parameters[1]).delete(at);
      default -> who.post(at, parameters);
    };
  }

  private JsonNode get(Client who, String path, String id, Object... parameters) {
    return Expect.success(ask(who, "GET", path, id, parameters));
  }

  private JsonNode post(Client who, String path, String id, Object... parameters) {
    return Expect.success(ask(who, "POST", path, id, parameters));
  }

  private String begin(String path) {
    return post(caller, API + path, null, "user_id", bob.userId()).path("call_id").textValue();
  }

  private static String state(JsonNode answer) {
    return answer.path("call").path("state").textValue();
  }

  private void theLifeOfACall() {
    String callId = begin("/create");
    assertEquals("ringing", state(post(called, API + "/acknowledge", null, "call_id", callId)));
    assertEquals("accept",
        post(called, API + "/{call_id}/respond", callId, "response", "accept").path("action").textValue());
    assertEquals("accepted", post(caller, API + "/heartbeat", null, "call_id", callId).path("call_state").textValue());
    assertEquals("active", state(post(caller, API + "/status", null, "call_id", callId, "status", "muted")));
    assertEquals("active", state(get(caller, API + "/{call_id}/status", callId)));
    assertEquals(callId, get(called, API + "/active", null).path("active_calls").get(0).path("call_id").textValue());
    assertEquals("active", state(post(called, API + "/{call_id}/leave", callId)));
    assertEquals("ended", state(post(caller, API + "/{call_id}/end", callId)));
    assertTrue(get(caller, API + "/{call_id}/events", callId).findValuesAsText("event_type").contains("status_update"));
    assertEquals(callId, get(called, API + "/history", null).path("calls").get(0).path("call_id").textValue());
    JsonNode events = get(called, API + "/events", null, "wait", 0, "last_event_id", 0).path("events");
    assertTrue(events.findValuesAsText("op").contains("ended"), events.toString());
  }

  private void theOtherNamesAndForms() {
    JsonNode embedded = post(caller, API + "/create-embedded", null, "user_id", bob.userId());
    String first = embedded.path("call_id").textValue();
    assertEquals("/calls/embed/" + first, URI.create(embedded.path("embedded_url").textValue()).getPath());
    assertEquals("declined", state(post(called, API + "/respond", null, "call_id", first, "response", "decline")));
    assertEquals("cancelled", state(post(caller, API + "/cancel", null, "call_id", begin("/start"))));
    JsonNode initiated = post(caller, API + "/initiate", null, "user_id", bob.userId());
    assertEquals(initiated.path("room_name"), initiated.path("room_id"));
    assertEquals("cancelled",
        state(post(caller, API + "/{call_id}/cancel", initiated.path("call_id").textValue())));
    String declined = begin("/create");
    assertEquals("declined", state(post(called, API + "/end", null, "call_id", declined)));
    Response redirect = ask(caller, "POST", API + "/create-embedded", null, "user_id", bob.userId(),
        "redirect_to_meeting", "true");
    assertEquals(Expect.success(redirect, 303).path("call_url").textValue(), redirect.header("Location"));
    assertEquals(1, post(caller, API + "/end-all", null).path("calls_ended").intValue());
  }

  private void theQueue() {
    String callId = begin("/create");
    post(called, API + "/{call_id}/respond", callId, "response", "accept");
    Client waiting = cluster.client(cluster.newUser(), 0);
    JsonNode place = Expect.json(waiting.post(API + "/create", "user_id", bob.userId(), "queue", "true"));
    assertEquals("queued", place.path("result").textValue());
    JsonNode queue = get(waiting, API + "/queue", null).path("queue");
    assertEquals(place.path("queue_id"), queue.get(0).path("queue_id"));
    assertEquals("No longer waiting",
        post(waiting, API + "/queue/{queue_id}/cancel", place.path("queue_id").textValue()).path("message").asText());
    post(caller, API + "/{call_id}/end", callId);
  }

  private void devices() {
    JsonNode device = post(called, API + "/devices", null, "token", "a-phone").path("device");
    assertEquals(device, get(called, API + "/devices", null).path("devices").get(0));
    assertTrue(Expect.success(ask(called, "DELETE", API + "/devices", null, "token", "a-phone"))
        .path("removed")
        .booleanValue());
  }

  /** Somebody comes into a room and leaves it, which ends the call. */
  private void theRoom() {
    JsonNode created = post(caller, API + "/create", null, "user_id", bob.userId());
    String callId = created.path("call_id").textValue();
    post(called, API + "/{call_id}/respond", callId, "response", "accept");
    EventSync room = new EventSync(created.path("room_name").textValue());
    String connection = EventSync.connection();
    Client prosody = Client.anonymous().at(cluster.replica(0).url().toString());
    for (EventSync.Post post : room.join(connection, bob.userId(), EventSync.MAIN)
        .leave(connection, EventSync.MAIN)
        .take()) {
      asked.add("POST " + EventSync.PREFIX + post.path());
      Expect.success(EventSync.post(prosody, post.path(), post.payload().toString()));
    }
    JsonNode call = get(caller, API + "/{call_id}/status", callId).path("call");
    assertEquals("room_closed", call.path("end_reason").textValue());
  }

  private void files() {
    Client anybody = Client.anonymous().at(cluster.replica(0).url().toString());
    Map.of("/calls/override.js", "text/javascript", "/calls/script", "text/javascript", "/calls/embed/page.js",
        "text/javascript", "/calls/embed/page.css", "text/css").forEach((path, type) -> {
          Response file = ask(anybody, "GET", path, null);
          assertEquals(200, file.statusCode(), path);
          assertTrue(file.contentType().startsWith(type) && file.asString().length() > 1_000, path);
        });
  }

  private void thePage() {
    String callId = begin("/create-embedded");
    Client page = page(called, callId);
    Response shown = ask(page, "GET", PAGE, callId);
    assertEquals(200, shown.statusCode(), shown.asString());
    assertTrue(shown.contentType().startsWith("text/html") && shown.asString().contains(callId), shown.asString());
    assertEquals("active", state(post(page, PAGE + "/api/respond", callId, "response", "accept")));
    assertEquals("active", state(get(page, PAGE + "/api/status", callId)));
    assertEquals("active", state(post(page, PAGE + "/api/heartbeat", callId)));
    listen(callId);
    assertEquals("ended", state(post(page, PAGE + "/api/end", callId)));
    String again = begin("/create-embedded");
    assertEquals("cancelled", state(post(page(caller, again), PAGE + "/api/cancel", again)));
  }

  /** A browser that came by the link, once, and has the page's cookie since. */
  private Client page(Client user, String callId) {
    return Client.anonymous()
        .at(cluster.replica(0).url().toString())
        .with("Origin", cluster.replica(0).url().toString())
        .cookie("zulip_calls_page", cookie(user, callId));
  }

  private String cookie(Client user, String callId) {
    String link = post(user, API + "/{call_id}/page-link", callId).path("url").textValue();
    Response entered = Client.anonymous().at(cluster.replica(0).url().toString()).get(link);
    assertEquals(302, entered.statusCode(), entered.asString());
    return entered.cookie("zulip_calls_page");
  }

  private void listen(String callId) {
    String path = PAGE + "/api/events";
    asked.add("GET " + path);
    try (EventStream stream = EventStream.open(cluster.replica(0).url(), path.replace("{call_id}", callId), "Cookie",
        "zulip_calls_page=" + cookie(caller, callId))) {
      assertEquals("snapshot", stream.told().name());
    }
  }

  private void theOperator() {
    Client operator = Client.basic("operator:" + PASSWORD).at(cluster.replica(0).managementUrl());
    String callId = begin("/create");
    assertEquals(callId, get(operator, OPERATOR + "/calls", null).path("calls").get(0).path("call_id").textValue());
    assertEquals(callId, get(operator, OPERATOR + "/calls/{call_id}", callId).path("call").path("call_id").textValue());
    assertEquals("cancelled", state(post(operator, OPERATOR + "/calls/{call_id}/end", callId)));
    assertTrue(get(operator, OPERATOR + "/totals", null).path("totals").get(0).path("calls").intValue() > 0);
    assertEquals(0, post(operator, OPERATOR + "/clean-up", null).path("calls").intValue());
  }
}
