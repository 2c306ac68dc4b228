package org.zulipcalls.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.zulipcalls.testing.Client;
import org.zulipcalls.testing.Expect;
import org.zulipcalls.testing.ServiceTest;

import com.fasterxml.jackson.databind.JsonNode;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;

@QuarkusTest
class CreateTest extends ServiceTest {

  private static final Set<String> EMBEDDED = Set.of("server_time", "call_id", "call_url", "participant_url",
      "embedded_url", "call_type", "room_name", "recipient", "ring_ms_left");

  private static Set<String> and(Set<String> fields, String... more) {
    Set<String> all = new TreeSet<>(fields);
    all.addAll(List.of(more));
    return all;
  }

  private Map<String, Object> row(JsonNode created) {
    return database
        .rows("SELECT * FROM call WHERE call_id = ?", UUID.fromString(created.path("call_id").asText()))
        .get(0);
  }

  private void checkDocumentsFields(JsonNode created) {
    Map<String, Object> row = row(created);
    CallShape.checkServerTime(created);
    CallShape.checkUrl(created.path("call_url").asText(), row, true);
    CallShape.checkUrl(created.path("participant_url").asText(), row, false);
    assertEquals("/calls/embed/" + row.get("call_id"), created.path("embedded_url").asText());
    assertEquals(row.get("call_type"), created.path("call_type").asText());
    assertEquals(row.get("jitsi_room_name"), created.path("room_name").asText());
    assertEquals("https://meet.jit.si/" + row.get("jitsi_room_name"), row.get("jitsi_room_url"));
    assertTrue(created.path("room_name").asText().matches("zulip-call-[0-9a-f]{32,}"));
    JsonNode recipient = created.get("recipient");
    assertEquals(Set.of("user_id", "full_name", "email", "avatar_url"), Expect.names(recipient));
    assertEquals(bob.userId(), recipient.path("user_id").intValue());
    assertEquals(bob.fullName(), recipient.path("full_name").textValue());
    assertEquals(bob.deliveryEmail(), recipient.path("email").textValue());
  }

  @Test
  void createEmbeddedAnswersTheDocumentsFields() {
    Response answer = Client.of(alice).post(API + "/create-embedded", "recipient_email", bob.deliveryEmail());
    checkDocumentsFields(Expect.success(answer, EMBEDDED));
  }

  @Test
  void createAnswersTheSameAndTheWholeCall() {
    Response answer = Client.of(alice).post(API + "/create", "recipient_email", bob.deliveryEmail());
    JsonNode body = Expect.success(answer, and(EMBEDDED, "call", "ring_timeout_seconds"));
    checkDocumentsFields(body);
    CallShape.check(body.get("call"), true, database);
    assertEquals(45, body.path("ring_timeout_seconds").intValue());
    assertEquals(body.path("call_url"), body.path("call").path("call_url"));
  }

  @Test
  void aBrowserMayCreateTooAndAPhoneMayCreateEmbedded() {
    Expect.success(Client.browser(zulip, alice).post(API + "/create", "user_id", bob.userId()));
    database.update("DELETE FROM call");
    Expect.success(Client.browser(zulip, alice).post(API + "/create-embedded", "user_id", bob.userId()));
  }

  @Test
  void theCallIsStoredWithItsFirstEvent() {
    String callId = call(alice, bob);
    Map<String, Object> row = database.rows("SELECT * FROM call").get(0);
    assertEquals(callId, row.get("call_id").toString());
    assertEquals(7, UUID.fromString(callId).version());
    assertEquals(zulip.realm("").url(), row.get("realm"));
    assertEquals("initiated", row.get("state"));
    assertEquals(1L, row.get("version"));
    assertEquals((long) alice.userId(), row.get("initiator_id"));
    assertEquals((long) bob.userId(), row.get("recipient_id"));
    assertEquals(45_000L, database.value(Number.class,
        "SELECT extract(epoch FROM ring_until - created_at) * 1000 FROM call").longValue());
    List<Map<String, Object>> events = database.rows("SELECT * FROM call_event");
    assertEquals(1, events.size());
    assertEquals("initiated", events.get(0).get("event_type"));
    assertEquals((long) alice.userId(), events.get(0).get("user_id"));
    assertEquals("{}", events.get(0).get("metadata").toString());
    assertEquals(row.get("created_at"), events.get(0).get("timestamp"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "True", "TRUE", "\"true\""})
  void aVideoCallIsAskedForInAnyCase(String flag) {
    assertEquals("video", created("is_video_call", flag).path("call_type").asText());
  }

  @ParameterizedTest
  @ValueSource(strings = {"false", "False", "FALSE", "\"false\""})
  void anAudioCallIsAskedForInAnyCaseAndStartsWithoutPicture(String flag) {
    JsonNode created = created("is_video_call", flag);
    assertEquals("audio", created.path("call_type").asText());
    assertTrue(created.path("call_url").asText().contains("&config.startWithVideoMuted=true"));
    assertTrue(created.path("participant_url").asText().contains("&config.startWithVideoMuted=true"));
  }

  @Test
  void aCallIsAVideoCallUnlessAskedOtherwise() {
    JsonNode created = created();
    assertEquals("video", created.path("call_type").asText());
    assertEquals(-1, created.path("call_url").asText().indexOf("startWithVideoMuted"));
  }

  private JsonNode created(Object... parameters) {
    Response answer = Client.of(alice).post(API + "/create-embedded?user_id=" + bob.userId(), parameters);
    return Expect.success(answer, EMBEDDED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"create", "create-embedded"})
  void aRedirectGoesToTheCallersLinkWithTheSameJsonAsBody(String endpoint) {
    Response answer = Client.of(alice)
        .post(API + "/" + endpoint, "user_id", bob.userId(), "redirect_to_meeting", "true");
    JsonNode body = Expect.success(answer, 303);
    checkDocumentsFields(body);
    assertEquals(body.path("call_url").asText(), answer.header("Location"));
  }

  @Test
  void withoutARedirectThereIsNoLocation() {
    Response answer = Client.of(alice)
        .post(API + "/create", "user_id", bob.userId(), "redirect_to_meeting", "false");
    Expect.success(answer);
    assertEquals(null, answer.header("Location"));
  }

  @Test
  void everyCallHasARoomOfItsOwn() {
    assertNotEquals(room(call(alice, bob)), room(call(alice, newUser("carol"))));
  }

  private String room(String callId) {
    return database.value(String.class, "SELECT jitsi_room_name FROM call WHERE call_id = ?", UUID.fromString(callId));
  }

  @Test
  void namesThatAreHardOnLinksSurvive() {
    String name = "“Dwayne” \"The Rock\" & Sons #1 שרה 😀 " + "x".repeat(70);
    zulip.update(bob.name(), user -> user.withFullName(name));
    String callId = call(alice, bob);
    JsonNode body = Expect.success(Client.of(bob).get(path(callId, "status")));
    assertEquals(name, body.path("call").path("recipient").path("full_name").asText());
    CallShape.check(body.get("call"), false, database);
  }

  @Test
  void aUserMayHaveSeveralCallsOpenWithDifferentPeople() {
    call(alice, bob);
    call(alice, newUser("carol"));
    call(newUser("dave"), alice);
    assertEquals(3, database.count("SELECT count(*) FROM call"));
  }
}
