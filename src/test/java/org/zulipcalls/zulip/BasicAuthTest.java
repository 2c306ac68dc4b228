package org.zulipcalls.zulip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.zulipcalls.demo.StandInUser;
import org.zulipcalls.testing.Client;
import org.zulipcalls.testing.Expect;
import org.zulipcalls.testing.ServiceTest;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;

/** zulip-contract.md §1: every row of the table, as Zulip itself says it. */
@QuarkusTest
class BasicAuthTest extends ServiceTest {

  private static final String HISTORY = API + "/history";

  private void refused(Client client, int status, String code, String text) {
    Response ours = client.get(HISTORY);
    Expect.refusal(ours, status, code, text);
    Response zulips = client.at(zulip.url().toString()).with("Accept", "application/json").get("/api/v1/users/me");
    assertEquals(zulips.statusCode(), ours.statusCode());
    assertEquals(zulips.header("WWW-Authenticate"), ours.header("WWW-Authenticate"));
    assertEquals(zulips.<String>path("code"), ours.path("code"));
    assertEquals(zulips.<String>path("msg"), ours.path("msg"));
  }

  private void unauthorized(Client client, String text) {
    refused(client, 401, "UNAUTHORIZED", text);
    assertEquals("Basic realm=\"zulip\"", client.get(HISTORY).header("WWW-Authenticate"));
  }

  @Test
  void theRightKeyIsLetIn() {
    Expect.success(Client.of(alice).get(HISTORY));
  }

  @Test
  void addressAndKeyMayHaveCaseAndSpacesAsWithZulip() {
    Expect.success(Client.basic(" " + alice.deliveryEmail().toUpperCase() + " : " + alice.apiKey() + " ").get(HISTORY));
    Expect.success(Client.anonymous().with("Authorization", alice.basic().replace("Basic", "bAsIc")).get(HISTORY));
  }

  @Test
  void withoutCredentialsOneIsNotLoggedIn() {
    unauthorized(Client.anonymous(), "Not logged in: API authentication or user session required");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Basic", "Basic !!!!", "Basic YTpiOmM=", "Basic YQ==", "Basic YTpi extra", "Basic /w=="})
  void whatIsNoPairIsAnInvalidHeader(String header) {
    unauthorized(Client.anonymous().with("Authorization", header), "Invalid authorization header for basic auth");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bearer abc", "Digest username=x", "Negotiate abc"})
  void anotherSchemeIsABadRequest(String header) {
    refused(Client.anonymous().with("Authorization", header), 400, "BAD_REQUEST",
        "This endpoint requires HTTP basic authentication.");
  }

  @Test
  void aMalformedKeyIsToldSo() {
    unauthorized(Client.basic(alice.deliveryEmail() + ":short"), "Malformed API key");
    unauthorized(Client.basic(alice.deliveryEmail() + ":"), "Malformed API key");
  }

  @Test
  void anUnknownKeyAndAnotherAddressAreTheSameRefusal() {
    unauthorized(Client.basic(alice.deliveryEmail() + ":" + "x".repeat(32)), "Invalid API key");
    unauthorized(Client.basic(bob.deliveryEmail() + ":" + alice.apiKey()), "Invalid API key");
    unauthorized(Client.basic("user" + alice.userId() + "@zulip.localhost:" + alice.apiKey()), "Invalid API key");
  }

  @Test
  void aDeactivatedUserIsToldSo() {
    zulip.deactivate(alice.name());
    unauthorized(Client.of(alice), "Account is deactivated");
  }

  @Test
  void aDeactivatedRealmIsToldSo() {
    zulip.realm("lear").setActive(false);
    try {
      unauthorized(Client.of(kingsGuest()).with("Host", "lear.zulip.localhost"),
          "This organization has been deactivated");
    } finally {
      zulip.realm("lear").setActive(true);
    }
  }

  private StandInUser kingsGuest() {
    return zulip.addUser(StandInUser.member(newUser("guest").userId(), newUser("guest").name() + "@lear.example",
        "Guest", zulip.realm("lear")));
  }

  @Test
  void aKeyIsGoodInItsOwnRealmAlone() {
    unauthorized(Client.of(alice).with("Host", "lear.zulip.localhost"),
        "Account is not associated with this subdomain");
    unauthorized(Client.of(kingsGuest()), "Account is not associated with this subdomain");
    Expect.success(Client.of(kingsGuest()).with("Host", "lear.zulip.localhost").get(HISTORY));
  }

  @Test
  void anIncomingWebhookBotIsToldSo() {
    unauthorized(Client.of(zulip.user("webhook-bot")), "This API is not available to incoming webhook bots.");
  }

  @Test
  void anyOtherBotAuthenticatesButMakesNoCalls() {
    Expect.refusal(Client.of(zulip.user("default-bot")).get(HISTORY), 400, "BAD_REQUEST",
        "This endpoint does not accept bot requests.");
  }

  @Test
  void zulipsRateLimitPassesThrough() {
    zulip.setRateLimit(1);
    StandInUser carol = newUser("carol");
    Client.of(carol).at(zulip.url().toString()).get("/api/v1/users/me").then().statusCode(200);
    Response answer = Client.of(carol).get(HISTORY);
    double seconds = Expect.json(answer).path("retry-after").doubleValue();
    assertTrue(seconds > 0 && seconds <= 60, answer.asString());
    Expect.refusal(answer, 429, "RATE_LIMIT_HIT", "API usage exceeded rate limit", "retry-after", seconds);
    assertEquals(seconds, Double.parseDouble(answer.header("Retry-After")), 0.001);
    assertEquals("1", answer.header("X-RateLimit-Limit"));
    assertEquals("0", answer.header("X-RateLimit-Remaining"));
    assertTrue(answer.header("X-RateLimit-Reset").matches("\\d+"));
  }

  @Test
  void anAuthorizationHeaderGoesBeforeACookie() {
    Client both = Client.of(bob).cookie("sessionid", zulip.newSession(alice));
    String callId = call(alice, bob);
    Expect.refusal(both.post(path(callId, "cancel")), 403, "NOT_AUTHORIZED", "Not authorized to cancel this call");
    refused(Client.basic("x:y").cookie("sessionid", zulip.newSession(alice)), 401, "UNAUTHORIZED",
        "Malformed API key");
  }

  @Test
  void zulipIsAskedWithTheClientsHostAndWithoutTheClientsOtherHeaders() {
    String host = "www.zulip.localhost:8443";
    Expect.success(Client.of(alice)
        .with("Host", host)
        .with("Accept-Language", "de-DE,de;q=0.9, en;q=0.5,*;q=0.1")
        .with("X-Forwarded-For", "1.2.3.4")
        .with("X-Forwarded-Proto", "https")
        .with("Origin", "https://" + host)
        .with("Referer", "https://" + host + "/")
        .cookie("other", "value")
        .post(API + "/create", "user_id", bob.userId()));
    Map<String, Long> paths = zulip.requests()
        .stream()
        // The realm's settings are asked for every few minutes, whoever calls.
        .filter(request -> !request.path().matches("/api/v1/(register|events)"))
        .collect(Collectors.groupingBy(request -> request.path(), Collectors.counting()));
    assertEquals(Map.of("/api/v1/users/me", 1L, "/api/v1/server_settings", 1L, "/api/v1/users/" + bob.userId(), 1L,
        "/api/v1/messages", 1L), paths);
    zulip.requests().forEach(request -> {
      assertEquals(host, request.host());
      assertTrue(
          request.headerNames()
              .stream()
              .allMatch("host accept accept-language authorization user-agent content-type content-length"::contains),
          request.headerNames().toString());
      assertEquals(request.authorization(), request.headerNames().contains("accept-language"), request.path());
    });
  }

  @Test
  void withoutAUsableHostNobodyIsAnybody() {
    Expect.refusal(Client.of(alice).with("Host", "zulip.localhost,evil").get(HISTORY), 400, "BAD_REQUEST",
        "Host is missing or malformed");
  }

  @Test
  void aHostThatZulipDoesNotServeIsTheClientsMistake() {
    Expect.refusal(Client.of(alice).with("Host", "somewhere.invalid").get(HISTORY), 400, "BAD_REQUEST",
        "Zulip is not at the address that you ask for");
  }
}
