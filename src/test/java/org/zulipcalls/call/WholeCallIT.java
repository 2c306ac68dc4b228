package org.zulipcalls.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.zulipcalls.demo.StandInUser;
import org.zulipcalls.testing.Client;
import org.zulipcalls.testing.Cluster;
import org.zulipcalls.testing.EventStream;
import org.zulipcalls.testing.Expect;
import org.zulipcalls.testing.Message;

import com.fasterxml.jackson.databind.JsonNode;

import io.restassured.response.Response;

/**
 * One call from its beginning to its history, every field that clients read of it: what a native executable has forgotten
 * of the classes behind the JSON shows here.
 */
class WholeCallIT {

  private static final String API = "/api/v1/calls";
  private static Cluster cluster;
  private final StandInUser alice = cluster.newUser();
  private final StandInUser bob = cluster.newUser();
  private final Client caller = cluster.client(alice, 0);
  private final Client called = cluster.client(bob, 0);

  @BeforeAll
  static void start() {
    cluster = Cluster.start(1, Map.of());
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  private static JsonNode body(Response answer) {
    assertEquals(200, answer.statusCode(), answer.asString());
    return Expect.json(answer.asString());
  }

  private static JsonNode checked(JsonNode call, boolean initiatorReads, String state) {
    CallShape.check(call, initiatorReads, cluster.database());
    assertEquals(state, call.path("state").textValue());
    return call;
  }

  @Test
  void everyFieldOfACallIsTold() {
    try (EventStream stream = EventStream.open(cluster.replica(0).url(), EventStream.PATH, "Authorization",
        bob.basic())) {
      assertEquals("snapshot", stream.told().name());
      JsonNode created = body(caller.post(API + "/create", "user_id", bob.userId(), "is_video_call", "false"));
      // Its row may be ringing already: the stream has it.
      assertEquals("initiated", created.path("call").path("state").textValue());
      assertEquals("audio", created.path("call").path("call_type").textValue());
      String callId = created.path("call_id").textValue();
      Message told = stream.told();
      assertEquals("created", told.op());
      assertEquals(callId, told.json().path("call").path("call_id").textValue());

      checked(body(called.post(API + "/acknowledge", "call_id", callId)).path("call"), false, "ringing");
      checked(body(called.post(API + "/" + callId + "/respond", "response", "accept")).path("call"), false, "active");
      assertEquals("accepted", body(caller.post(API + "/heartbeat", "call_id", callId)).path("call_state").textValue());
      JsonNode ended = checked(body(caller.post(API + "/" + callId + "/end")).path("call"), true, "ended");
      assertEquals("hangup", ended.path("end_reason").textValue());

      JsonNode history = body(called.get(API + "/history")).path("calls");
      assertEquals(1, history.size());
      checked(history.get(0), false, "ended");
      List<String> events = body(caller.get(API + "/" + callId + "/events")).findValuesAsText("event_type");
      assertTrue(events.containsAll(List.of("initiated", "accepted", "ended")), events.toString());
    }
  }

  @Test
  void devicesAndPlacesInTheQueueAreTold() {
    JsonNode device = body(called.post(API + "/devices", "token", "a-phone", "kind", "fcm"));
    assertEquals(device.path("device_id"), body(called.get(API + "/devices")).path("devices").get(0).path("device_id"));
    StandInUser carol = cluster.newUser();
    String callId = body(caller.post(API + "/create", "user_id", bob.userId())).path("call_id").textValue();
    body(called.post(API + "/" + callId + "/respond", "response", "accept"));
    Expect.refusal(cluster.client(carol, 0).post(API + "/create", "user_id", bob.userId()), 409, "RECIPIENT_BUSY",
        bob.fullName() + " is in another call");
    body(cluster.client(carol, 0).post(API + "/create", "user_id", bob.userId(), "queue", "true"));
  }
}
