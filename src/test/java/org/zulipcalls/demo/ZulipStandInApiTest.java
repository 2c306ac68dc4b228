package org.zulipcalls.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

/** What is asked once somebody is known, what can go wrong with the server, and the door in front of it. */
class ZulipStandInApiTest extends StandInTestBase {
  @Test
  void usersAreFoundByIdAndByAddress() throws Exception {
    String me = auth(hamlet);
    assertEquals(12, get("/api/v1/users/OTHELLO%40zulip.com", me).json().at("/user/user_id").intValue());
    assertFalse(get("/api/v1/users/8", me).json().at("/user/is_active").booleanValue());
    get("/api/v1/users/30", me).is(400, "BAD_REQUEST", "No such user");
    get("/api/v1/users/king@lear.example", me).is(400, "BAD_REQUEST", "No such user");
    get("/api/v1/users/10?client_gravatar=1", me).is(400, "BAD_REQUEST", "client_gravatar is not a bool");
    assertEquals("[\"foo\"]",
        get("/api/v1/users?user_ids=[10]&foo=1", me).json().get("ignored_parameters_unsupported").toString());
  }

  @Test
  void aHiddenAddressIsFoundOnlyByItsDummy() throws Exception {
    zulip.update("othello", user -> user.withEmailHidden(true));
    JsonNode othello = get("/api/v1/users/user12@zulip.localhost", auth(hamlet)).json().get("user");
    assertTrue(othello.get("delivery_email").isNull());
    assertEquals("user12@zulip.localhost", othello.get("email").textValue());
    assertEquals("No such user", get("/api/v1/users/othello@zulip.com", auth(hamlet)).text("msg"));
  }

  @Test
  void aLimitedGuestSeesOnlyWhomItKnows() throws Exception {
    String guest = auth(zulip.user("polonius"));
    assertEquals(200, get("/api/v1/users/10", guest).status());
    get("/api/v1/users/12", guest).is(400, "BAD_REQUEST", "Insufficient permission");
    assertEquals("Unknown user", get("/api/v1/users?user_ids=[12]", guest).json().at("/members/0/full_name").asText());
    assertEquals("You do not have permission to access some of the recipients.", send(guest, "[12]").text("msg"));
  }

  @Test
  void gravatarsAreLeftToTheClientUnlessItAsks() throws Exception {
    JsonNode left = get("/api/v1/users/14", auth(hamlet)).json().at("/user/avatar_url");
    assertTrue(left.isNull());
    assertTrue(
        get("/api/v1/users/14?client_gravatar=false", auth(hamlet)).json()
            .at("/user/avatar_url")
            .asText()
            .length() > 9);
  }

  @Test
  void messagesNeedTypeContentAndRecipients() throws Exception {
    Answer missing = post("/api/v1/messages", "content=x&to=[12]", auth(hamlet));
    missing.is(400, "REQUEST_VARIABLE_MISSING", "Missing 'type' argument");
    assertEquals("type", missing.text("var_name"));
    assertEquals("Message must not be empty",
        post("/api/v1/messages", "type=direct&content=+&to=[12]", auth(hamlet)).text("msg"));
    assertEquals("Invalid user ID 30", send(auth(hamlet), "[30]").text("msg"));
    assertEquals("'cordelia@zulip.com' is no longer using Zulip.", send(auth(hamlet), "[8]").text("msg"));
    assertEquals(200, send(auth(hamlet), "[12,10]").status());
    assertEquals(List.of(12), zulip.messages().get(0).recipientIds());
  }

  @Test
  void directMessagesCanBeForbiddenInZulipsWords() throws Exception {
    zulip.realm("").setDirectMessages(DirectMessages.DISABLED);
    send(auth(hamlet), "[12]").is(400, "BAD_REQUEST", "Direct messages are disabled in this organization.");
    assertEquals(200, send(auth(hamlet), "[20]").status());
    zulip.realm("").setDirectMessages(DirectMessages.NO_INITIATING);
    send(auth(hamlet), "[12]").is(400, "BAD_REQUEST",
        "You do not have permission to initiate direct message conversations.");
    zulip.say("othello", "hamlet", "before");
    assertEquals(200, send(auth(hamlet), "[12]").status());
  }

  @Test
  void editingIsForTheSenderAndForTenMinutes() throws Exception {
    int id = send(auth(hamlet), "[12]").json().get("id").intValue();
    String path = "/api/v1/messages/" + id;
    assertEquals(200, exchange("PATCH", path, "content=changed", auth(hamlet)).status());
    assertEquals("changed", zulip.messages().get(0).content());
    assertEquals("You don't have permission to edit this message",
        exchange("PATCH", path, "content=x", auth(zulip.user("othello"))).text("msg"));
    zulip.ageMessages(Duration.ofMinutes(11));
    exchange("PATCH", path, "content=x", auth(hamlet)).is(400, "BAD_REQUEST",
        "The time limit for editing this message has passed");
  }

  @Test
  void aQueueIsRememberedWithWhatItAccepts() throws Exception {
    zulip.mute("hamlet", "iago", true);
    zulip.realm("").setJitsiServerUrl("https://jitsi.example/base/");
    String types = "event_types=" + encode("[\"realm\"]") + "&fetch_event_types="
        + encode("[\"realm\",\"muted_users\"]");
    Answer answer = post("/api/v1/register", types, auth(hamlet));
    assertEquals("https://jitsi.example/base/", answer.text("realm_jitsi_server_url"));
    assertEquals("https://meet.jit.si", answer.text("server_jitsi_server_url"));
    assertEquals(1, answer.json().get("realm_video_chat_provider").intValue());
    assertEquals(11, answer.json().at("/muted_users/0/id").intValue());
    assertFalse(zulip.registrations().get(0).acceptsMessages());
    String path = "/api/v1/events?queue_id=" + answer.text("queue_id");
    assertEquals(200, exchange("DELETE", path, "", auth(hamlet)).status());
    assertTrue(zulip.registrations().get(0).deleted());
    assertEquals("BAD_EVENT_QUEUE_ID", exchange("DELETE", path, "", auth(hamlet)).text("code"));
    assertEquals(200, post("/api/v1/register", "", auth(hamlet)).status());
    assertTrue(zulip.registrations().get(1).acceptsMessages());
  }

  @Test
  void theRateLimitIsPerUserAndSparesFailures() throws Exception {
    zulip.setRateLimit(2);
    get(ME, basic("hamlet@zulip.com:short"));
    assertEquals("1", get(ME, auth(hamlet)).header("X-RateLimit-Remaining"));
    assertEquals(200, get(JSON_ME, session(hamlet)).status());
    Answer answer = get(ME, auth(hamlet));
    answer.is(429, "RATE_LIMIT_HIT", "API usage exceeded rate limit");
    assertTrue(answer.json().get("retry-after").isDouble());
    assertTrue(Double.parseDouble(answer.header("Retry-After")) > 50);
    assertEquals("0", answer.header("X-RateLimit-Remaining"));
    assertEquals(200, get(ME, auth(zulip.user("othello"))).status());
  }

  @Test
  void serverSettingsNameTheRealmOfTheHost() throws Exception {
    assertEquals("http://zulip.localhost:" + zulip.port(), get("/api/v1/server_settings").text("realm_url"));
    Answer lear = get("/api/v1/server_settings", "Host: " + LEAR);
    assertEquals("Lear & Co.", lear.text("realm_name"));
    assertEquals("http://lear.zulip.localhost:" + zulip.port(), lear.text("realm_uri"));
    assertFalse(get("/api/v1/server_settings", "Host: nobody.zulip.localhost").json().has("realm_name"));
  }

  @Test
  void faultsSpoilTheApi() throws Exception {
    zulip.setFault(Fault.SERVER_ERROR);
    assertEquals(500, get(ME, auth(hamlet)).status());
    zulip.setFault(Fault.REDIRECT);
    assertEquals(302, get(ME, auth(hamlet)).status());
    zulip.setFault(Fault.NONSENSE_HTML);
    assertTrue(get(ME, auth(hamlet)).body().startsWith("<!DOCTYPE"));
    zulip.setFault(Fault.NONSENSE_JSON);
    assertFalse(get(ME, auth(hamlet)).json().has("result"));
    zulip.setFault(Fault.DROP);
    assertThrows(IOException.class, () -> get(ME, auth(hamlet)));
    zulip.setFault(Fault.SERVER_ERROR, "/messages");
    assertEquals(200, get(ME, auth(hamlet)).status());
  }

  @Test
  void itGoesDownAndComesBackOnItsPort() throws Exception {
    zulip.stop();
    assertThrows(IOException.class, () -> get(ME));
    zulip.restart();
    assertEquals(200, get(ME, auth(hamlet)).status());
  }

  @Test
  void whatWasAskedIsRemembered() throws Exception {
    get(ME + "?x=1", auth(hamlet), "Host: hamlet.zulip.localhost");
    Recorded recorded = zulip.requests().get(0);
    assertEquals("x=1", recorded.query());
    assertEquals("hamlet.zulip.localhost", recorded.host());
    assertTrue(recorded.authorization() && !recorded.cookie());
    assertEquals("hamlet@zulip.com", recorded.user());
    assertFalse(recorded.headerNames().contains("x-forwarded-for"));
    zulip.clearRequests();
    assertTrue(zulip.requests().isEmpty());
  }

  @Test
  void theFrontDoorPassesAHeadBeforeAnyBodyAndHangsUpWithItsClient() throws Exception {
    try (ServerSocket service = new ServerSocket(0)) {
      zulip.openFrontDoor(URI.create("http://127.0.0.1:" + service.getLocalPort()));
      Socket upstream;
      try (Socket client = open("GET", "/api/v1/calls/feed", "", "Host: hamlet.zulip.localhost:1")) {
        upstream = service.accept();
        String request = head(upstream.getInputStream());
        assertTrue(request.contains("Host: hamlet.zulip.localhost:1\r\n"), request);
        assertTrue(request.contains("X-Real-Ip: 127.0.0.1\r\n"), request);
        upstream.getOutputStream().write(ascii("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"));
        assertTrue(head(client.getInputStream()).startsWith("HTTP/1.1 200"));
        upstream.getOutputStream().write(ascii("3\r\na\n\n\r\n"));
        assertEquals("3\r\na\n\n", new String(client.getInputStream().readNBytes(6), StandardCharsets.US_ASCII));
      }
      upstream.setSoTimeout(5_000);
      assertEquals(-1, upstream.getInputStream().read());
      upstream.close();
    }
  }

  @Test
  void theFrontDoorAnswersForAServiceThatHangsUp() throws Exception {
    try (ServerSocket service = new ServerSocket(0)) {
      zulip.openFrontDoor(URI.create("http://127.0.0.1:" + service.getLocalPort()));
      try (Socket client = open("POST", "/api/v1/calls/create", "a=b")) {
        try (Socket upstream = service.accept()) {
          assertTrue(head(upstream.getInputStream()).startsWith("POST /api/v1/calls/create HTTP/1.1"));
        }
        assertTrue(head(client.getInputStream()).startsWith("HTTP/1.1 502"));
        String body = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(body.contains("CALLS_UNAVAILABLE"), body);
      }
    }
  }

  @Test
  void theFrontDoorLeavesZulipsProvidersAloneAndSaysWhenNobodyIsThere() throws Exception {
    zulip.openFrontDoor(URI.create("http://127.0.0.1:1"));
    Answer answer = get("/api/v1/calls/history");
    answer.is(502, "CALLS_UNAVAILABLE", answer.text("message"));
    assertEquals(404, post("/api/v1/calls/zoom/create", "", auth(hamlet)).status());
    assertTrue(zulip.requests().stream().noneMatch(request -> request.path().endsWith("history")));
  }

}
