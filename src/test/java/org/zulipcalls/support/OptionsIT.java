package org.zulipcalls.support;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.zulipcalls.demo.StandInUser;
import org.zulipcalls.testing.Client;
import org.zulipcalls.testing.Cluster;
import org.zulipcalls.testing.Expect;
import org.zulipcalls.testing.RsaKey;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import com.auth0.jwt.interfaces.DecodedJWT;
import com.fasterxml.jackson.databind.JsonNode;

import io.restassured.response.Response;

/** The packaged service with what is off as it comes: rooms at JaaS, and a log of JSON. */
class OptionsIT {

  private static final String TENANT = "vpaas-magic-cookie-1";
  @TempDir
  static Path directory;
  private static RsaKey key;
  private static Cluster cluster;

  @BeforeAll
  static void start() {
    key = RsaKey.write(directory.resolve("key.pem"));
    cluster = Cluster.start(1,
        Map.of("calls.jitsi.url", "https://8x8.vc/" + TENANT, "calls.jitsi.jwt.app-id", TENANT,
            "calls.jitsi.jwt.private-key-file", key.file().toString(), "calls.jitsi.jwt.key-id", TENANT + "/abc",
            "calls.log.json", "true", "calls.feed.enabled", "false"));
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  private static Response call() {
    StandInUser caller = cluster.newUser();
    Client client = cluster.client(caller, 0);
    Response created = client.post("/api/v1/calls/create", "user_id", cluster.newUser().userId());
    Expect.success(created);
    return created;
  }

  /** For which the web script asks for the calls now and then. */
  @Test
  void liveEventsAreNotThere() {
    Client client = cluster.client(cluster.newUser(), 0);
    for (String path : List.of("/api/v1/calls/events", "/api/v1/calls/events?wait=50")) {
      Expect.refusal(client.get(path), 404, "FEED_DISABLED", "Live events are switched off here");
    }
    Expect.success(client.get("/api/v1/calls/history"));
  }

  @Test
  void aRoomAtJaasIsEnteredWithATokenThatItCanVerify() {
    URI room = URI.create(Expect.json(call()).path("call").path("call_url").textValue());
    assertTrue(room.toString().startsWith("https://8x8.vc/" + TENANT + "/zulip-call-"), room.toString());
    DecodedJWT token = JWT.require(Algorithm.RSA256(key.publicKey()))
        .withIssuer("chat")
        .withAudience("jitsi")
        .withSubject(TENANT)
        .build()
        .verify(room.getRawQuery().replaceFirst("(?:.*&)?jwt=([^&]+).*", "$1"));
    assertEquals(TENANT + "/abc", token.getKeyId());
    assertEquals(room.getPath().replaceFirst(".*/", ""), token.getClaim("room").asString());
  }

  /** Each token is signed anew. */
  @Test
  void oneAnswerHoldsOneLink() {
    StandInUser recipient = cluster.newUser();
    Client phone = cluster.client(recipient, 0);
    JsonNode created = Expect.success(
        cluster.client(cluster.newUser(), 0).post("/api/v1/calls/create", "user_id", recipient.userId()));
    assertEquals(created.path("call_url"), created.path("call").path("call_url"));
    JsonNode answered = Expect.success(phone.post("/api/v1/calls/respond", "call_id",
        created.path("call_id").textValue(), "response", "accept"));
    assertTrue(answered.path("call_url").textValue().contains("jwt="), answered.toString());
    for (JsonNode link : List.of(answered.path("jitsi_url"), answered.path("call").path("call_url"),
        answered.path("call").path("jitsi_url"))) {
      assertEquals(answered.path("call_url"), link);
    }
  }

  @Test
  void eachLineOfTheLogIsOneJsonObject() {
    Response created = call();
    String callId = created.path("call_id");
    List<JsonNode> lines = new ArrayList<>();
    cluster.replica(0).log().lines().forEach(line -> lines.add(Expect.json(line)));
    assertTrue(lines.stream().anyMatch(line -> line.path("message").asText().contains("Migrating schema")),
        lines.toString());
    List<JsonNode> ofTheCall = lines.stream()
        .filter(line -> line.path("message").asText().contains("Call " + callId + " is initiated"))
        .toList();
    assertEquals(1, ofTheCall.size(), lines.toString());
    assertEquals("INFO", ofTheCall.get(0).path("level").textValue());
    assertEquals(created.header("X-Request-ID"), ofTheCall.get(0).path("mdc").path("requestId").textValue());
  }
}
