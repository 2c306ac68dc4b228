package org.zulipcalls.zulip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.Function;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.zulipcalls.demo.StandInUser;
import org.zulipcalls.demo.ZulipStandIn;
import org.zulipcalls.testing.Client;
import org.zulipcalls.testing.Expect;
import org.zulipcalls.testing.ServiceTest;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;

/** zulip-contract.md §2 and §3: browsers, with Zulip's session cookie and Zulip's CSRF rules. */
@QuarkusTest
class SessionTest extends ServiceTest {

  private static final String HISTORY = API + "/history";
  private static final String HEADER = "the 'X-Csrftoken' HTTP header";

  private Client session(StandInUser user) {
    return Client.anonymous().cookie("sessionid", zulip.newSession(user));
  }

  private Response create(Client client, Object... parameters) {
    return client.post(API + "/create?user_id=" + bob.userId(), parameters);
  }

  @ParameterizedTest
  @ValueSource(strings = {"__Host-sessionid", "sessionid"})
  void theCookieIsTakenUnderBothNamesAndReadingNeedsNoToken(String name) {
    Client client = Client.anonymous().cookie(name, zulip.newSession(alice));
    Expect.success(client.get(HISTORY));
    assertTrue(zulip.requests()
        .stream()
        .anyMatch(request -> request.path().equals("/json/users/me") && request.cookie() && !request.authorization()));
  }

  @Test
  void theRecipientIsLookedUpWithTheSession() {
    Expect.success(create(Client.browser(zulip, alice)));
    assertTrue(zulip.requests()
        .stream()
        .anyMatch(request -> request.path().equals("/json/users/" + bob.userId())
            && request.user().equals(alice.deliveryEmail())));
  }

  private void refused(Client client, int status, String code, String text, String challenge) {
    Response ours = client.get(HISTORY);
    Expect.refusal(ours, status, code, text);
    assertEquals(challenge, ours.header("WWW-Authenticate"));
    Response zulips = client.at(zulip.url().toString()).with("Accept", "application/json").get("/json/users/me");
    assertEquals(zulips.statusCode(), ours.statusCode());
    assertEquals(zulips.header("WWW-Authenticate"), ours.header("WWW-Authenticate"));
    assertEquals(zulips.<String>path("code"), ours.path("code"));
    assertEquals(zulips.<String>path("msg"), ours.path("msg"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"bogus", "x", "0123456789abcdefghijklmnopqrstuv"})
  void aBogusSessionIsNotLoggedInAndBringsNoPasswordDialog(String value) {
    refused(Client.anonymous().cookie("sessionid", value), 401, "UNAUTHORIZED",
        "Not logged in: API authentication or user session required", "Session realm=\"zulip\"");
  }

  @Test
  void anEndedSessionIsNotLoggedIn() {
    String value = zulip.newSession(alice);
    zulip.endSession(value);
    refused(Client.anonymous().cookie("__Host-sessionid", value), 401, "UNAUTHORIZED",
        "Not logged in: API authentication or user session required", "Session realm=\"zulip\"");
  }

  @Test
  void aBrowserWithoutSessionGetsNoPasswordDialogEither() {
    for (Client browser : List.of(Client.anonymous().cookie("csrftoken", ZulipStandIn.csrfSecret()),
        Client.anonymous().with("Sec-Fetch-Mode", "cors"))) {
      Response answer = browser.get(HISTORY);
      Expect.refusal(answer, 401, "UNAUTHORIZED", "Not logged in: API authentication or user session required");
      assertEquals("Session realm=\"zulip\"", answer.header("WWW-Authenticate"));
    }
  }

  @Test
  void aSessionKeepsTheCodesThatABasicHeaderLoses() {
    Client client = session(alice);
    zulip.update(alice.name(), user -> user.withActive(false));
    refused(client, 401, "USER_DEACTIVATED", "Account is deactivated", null);
  }

  @Test
  void aSessionOfADeactivatedRealmIsToldSo() {
    StandInUser king = zulip.user("king");
    Client client = session(king).with("Host", "lear.zulip.localhost");
    zulip.realm("lear").setActive(false);
    try {
      refused(client, 401, "REALM_DEACTIVATED", "This organization has been deactivated", null);
    } finally {
      zulip.realm("lear").setActive(true);
    }
  }

  @Test
  void aSessionOfAnotherRealmIsABadRequest() {
    refused(session(zulip.user("king")), 400, "BAD_REQUEST", "Account is not associated with this subdomain", null);
  }

  @ParameterizedTest
  @CsvSource({"__Host-, masked, header", "__Host-, bare, header", "'', masked, header", "'', masked, form",
      "'', bare, form"})
  void aTokenOfThePagePasses(String prefix, String kind, String carrier) {
    String secret = ZulipStandIn.csrfSecret();
    String token = kind.equals("bare") ? secret : ZulipStandIn.maskedToken(secret);
    Client client = Client.anonymous()
        .cookie(prefix + "sessionid", zulip.newSession(alice))
        .cookie(prefix + "csrftoken", secret);
    Response answer = carrier.equals("form")
        ? create(client, "csrfmiddlewaretoken", token)
        : create(client.with("X-CSRFToken", token));
    assertEquals(null, Expect.success(answer).get("ignored_parameters_unsupported"));
  }

  @Test
  void aMaskedCookiePassesToo() {
    String secret = ZulipStandIn.csrfSecret();
    Expect.success(create(session(alice).cookie("csrftoken", ZulipStandIn.maskedToken(secret))
        .with("X-CSRFToken", ZulipStandIn.maskedToken(secret))));
  }

  private void csrfFails(Client client, String reason, Object... parameters) {
    Response answer = create(client, parameters);
    Expect.refusal(answer, 403, "CSRF_FAILED", "CSRF error: " + reason, "reason", reason);
    assertEquals(0, database.count("SELECT count(*) FROM call"));
  }

  @Test
  void anUnsafeRequestNeedsCookieAndToken() {
    String secret = ZulipStandIn.csrfSecret();
    csrfFails(session(alice), "CSRF cookie not set.");
    csrfFails(session(alice).with("X-CSRFToken", secret), "CSRF cookie not set.");
    csrfFails(session(alice).cookie("csrftoken", "short").with("X-CSRFToken", secret),
        "CSRF cookie has incorrect length.");
    Client page = session(alice).cookie("csrftoken", secret);
    csrfFails(page, "CSRF token missing.");
    csrfFails(page.with("X-CSRFToken", "short"), "CSRF token from " + HEADER + " has incorrect length.");
    csrfFails(page.with("X-CSRFToken", "-".repeat(64)), "CSRF token from " + HEADER + " has invalid characters.");
    csrfFails(page.with("X-CSRFToken", ZulipStandIn.csrfSecret()), "CSRF token from " + HEADER + " incorrect.");
    csrfFails(page, "CSRF token from POST incorrect.", "csrfmiddlewaretoken", ZulipStandIn.csrfSecret());
    csrfFails(page, "CSRF token missing.", "csrfmiddlewaretoken", "");
    csrfFails(page.with("X-CSRFToken", "short"), "CSRF token from " + HEADER + " has incorrect length.",
        "csrfmiddlewaretoken", "");
  }

  @Test
  void anotherPagesOriginFails() {
    Client page = Client.browser(zulip, alice).with("Host", "zulip.localhost");
    csrfFails(page.with("Origin", "http://evil.example"),
        "Origin checking failed - http://evil.example does not match any trusted origins.");
    csrfFails(page.with("Origin", "https://zulip.localhost"),
        "Origin checking failed - https://zulip.localhost does not match any trusted origins.");
    Expect.success(create(page.with("Origin", "http://zulip.localhost")));
  }

  @Test
  void behindTlsTheRefererStandsInForTheOrigin() {
    Client page = Client.browser(zulip, alice).with("Host", "zulip.localhost").with("X-Forwarded-Proto", "https");
    csrfFails(page, "Referer checking failed - no Referer.");
    csrfFails(page.with("Referer", "http://zulip.localhost/"),
        "Referer checking failed - Referer is insecure while host is secure.");
    csrfFails(page.with("Referer", "https://evil.example/"),
        "Referer checking failed - https://evil.example/ does not match any trusted origins.");
    Expect.success(create(page.with("Referer", "https://zulip.localhost/#narrow")));
    database.update("DELETE FROM call");
    Expect.success(create(page.with("Origin", "https://zulip.localhost")));
  }

  @Test
  void everyUnsafeEndpointIsHeldToIt() {
    String callId = call(alice, bob);
    List<Function<Client, Response>> unsafe = List.of(
        client -> client.post(path(callId, "respond"), "response", "accept"),
        client -> client.post(path(callId, "end")),
        client -> client.post(path(callId, "cancel")),
        client -> client.post(API + "/create-embedded", "user_id", alice.userId()));
    for (Function<Client, Response> request : unsafe) {
      Response answer = request.apply(session(bob));
      Expect.refusal(answer, 403, "CSRF_FAILED", "CSRF error: CSRF cookie not set.", "reason", "CSRF cookie not set.");
    }
    assertEquals("initiated", stateOf(callId));
  }

  @Test
  void anApiKeyIsExempt() {
    Expect.success(create(Client.of(alice).with("Origin", "http://evil.example").cookie("csrftoken", "x")));
  }

  @Test
  void whoIsNotLoggedInIsToldThatAndNotOfTheToken() {
    Expect.refusal(create(Client.anonymous().cookie("sessionid", "bogus")), 401, "UNAUTHORIZED",
        "Not logged in: API authentication or user session required");
  }
}
