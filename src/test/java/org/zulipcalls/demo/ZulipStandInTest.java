package org.zulipcalls.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;

import org.junit.jupiter.api.Test;

/** Who somebody is: each row of the tables of failures of Basic credentials, sessions and CSRF. */
class ZulipStandInTest extends StandInTestBase {
  @Test
  void theRightKeyIsAnsweredWithTheOwnProfile() throws Exception {
    Answer answer = get(ME, auth(hamlet));
    assertEquals(200, answer.status());
    assertEquals("success", answer.text("result"));
    assertEquals(10, answer.json().get("user_id").intValue());
    assertEquals("hamlet@zulip.com", answer.text("delivery_email"));
    assertEquals("King Hamlet", answer.text("full_name"));
    assertEquals("200", answer.header("X-RateLimit-Limit"));
  }

  @Test
  void theAddressIsComparedWithoutCaseAndSpaces() throws Exception {
    assertEquals(200, get(ME, basic(" HAMLET@Zulip.com : " + hamlet.apiKey() + " ")).status());
  }

  @Test
  void withoutAuthorizationOneIsNotLoggedIn() throws Exception {
    Answer answer = get(ME);
    answer.is(401, "UNAUTHORIZED", "Not logged in: API authentication or user session required");
    assertEquals("Basic realm=\"zulip\"", answer.header("WWW-Authenticate"));
  }

  @Test
  void aBrowserWithoutAuthorizationIsSentToTheLoginPage() throws Exception {
    Answer answer = get(ME, "Accept: text/html,application/xhtml+xml,*/*;q=0.8");
    assertEquals(302, answer.status());
    assertEquals("/login/?next=/api/v1/users/me", answer.header("Location"));
    assertEquals(401, get(ME, "Accept: application/json").status());
  }

  @Test
  void whatIsNoPairIsAnInvalidHeader() throws Exception {
    String text = "Invalid authorization header for basic auth";
    for (String header : List.of("Authorization: Basic", "Authorization: Basic !!!!", basic("a:b:c"), basic("a"))) {
      Answer answer = get(ME, header);
      answer.is(401, "UNAUTHORIZED", text);
      assertEquals("Basic realm=\"zulip\"", answer.header("WWW-Authenticate"));
    }
  }

  @Test
  void anotherSchemeIsABadRequest() throws Exception {
    get(ME, "Authorization: Bearer abc").is(400, "BAD_REQUEST", "This endpoint requires HTTP basic authentication.");
  }

  @Test
  void aKeyOfTheWrongFormIsMalformed() throws Exception {
    get(ME, basic("hamlet@zulip.com:short")).is(401, "UNAUTHORIZED", "Malformed API key");
  }

  @Test
  void anUnknownKeyOrAnotherAddressIsAnInvalidKey() throws Exception {
    get(ME, basic("hamlet@zulip.com:" + "x".repeat(32))).is(401, "UNAUTHORIZED", "Invalid API key");
    get(ME, basic("othello@zulip.com:" + hamlet.apiKey())).is(401, "UNAUTHORIZED", "Invalid API key");
  }

  @Test
  void theDummyAddressDoesNotAuthenticate() throws Exception {
    StandInUser hidden = zulip.update("hamlet", user -> user.withEmailHidden(true));
    assertEquals("user10@zulip.localhost", hidden.email());
    get(ME, basic(hidden.email() + ":" + hidden.apiKey())).is(401, "UNAUTHORIZED", "Invalid API key");
    assertEquals(200, get(ME, auth(hidden)).status());
  }

  @Test
  void aDeactivatedUserLosesItsCodeOnBasic() throws Exception {
    get(ME, auth(zulip.user("cordelia"))).is(401, "UNAUTHORIZED", "Account is deactivated");
  }

  @Test
  void aDeactivatedRealmLosesItsCodeOnBasic() throws Exception {
    zulip.realm("").setActive(false);
    get(ME, auth(hamlet)).is(401, "UNAUTHORIZED", "This organization has been deactivated");
  }

  @Test
  void theHostMustBeThatOfTheRealm() throws Exception {
    String text = "Account is not associated with this subdomain";
    get(ME, auth(hamlet), "Host: " + LEAR).is(401, "UNAUTHORIZED", text);
    get(ME, auth(zulip.user("king"))).is(401, "UNAUTHORIZED", text);
    assertEquals(200, get(ME, auth(zulip.user("king")), "Host: " + LEAR + ":99").status());
    for (String host : List.of("zulip.localhost", "www.zulip.localhost", "OTHELLO.zulip.localhost", "example.com")) {
      assertEquals(200, get(ME, auth(hamlet), "Host: " + host).status(), host);
    }
  }

  @Test
  void incomingWebhookBotsMayOnlySend() throws Exception {
    String webhook = auth(zulip.user("webhook-bot"));
    get(ME, webhook).is(401, "UNAUTHORIZED", "This API is not available to incoming webhook bots.");
    assertEquals(200, send(webhook, "[10]").status());
    assertTrue(get(ME, auth(zulip.user("default-bot"))).json().get("is_bot").booleanValue());
  }

  @Test
  void anUnsupportedMethodIsNamedAsSuch() throws Exception {
    Answer answer = exchange("DELETE", ME, "");
    assertEquals(405, answer.status());
    assertEquals("Method Not Allowed", answer.text("msg"));
    assertEquals("[\"GET\"]", answer.json().get("allowed_methods").toString());
    assertEquals(204, exchange("OPTIONS", ME, "").status());
    assertEquals(404, get("/api/v1/nothing", auth(hamlet)).status());
  }

  @Test
  void aSessionIsAnsweredBelowJsonOnly() throws Exception {
    String cookie = "Cookie: sessionid=" + zulip.newSession(hamlet);
    assertEquals(10, get(JSON_ME, cookie).json().get("user_id").intValue());
    assertEquals(10, get(JSON_ME, cookie.replace("sessionid", "__Host-sessionid")).json().get("user_id").intValue());
    assertEquals(401, get(ME, cookie).status());
    assertEquals(401, get(JSON_ME, auth(hamlet)).status());
  }

  @Test
  void aSessionThatIsGoneIsChallengedForASession() throws Exception {
    String value = zulip.newSession(hamlet);
    zulip.endSession(value);
    Answer answer = get(JSON_ME, "Cookie: sessionid=" + value);
    answer.is(401, "UNAUTHORIZED", "Not logged in: API authentication or user session required");
    assertEquals("Session realm=\"zulip\"", answer.header("WWW-Authenticate"));
    assertEquals("/login/?next=/json/users/me", get(JSON_ME, "Accept: text/html").header("Location"));
  }

  @Test
  void deactivationKeepsItsCodeOnASession() throws Exception {
    String cookie = session(hamlet);
    zulip.update("hamlet", user -> user.withActive(false));
    Answer answer = get(JSON_ME, cookie);
    answer.is(401, "USER_DEACTIVATED", "Account is deactivated");
    assertNull(answer.header("WWW-Authenticate"));
    zulip.realm("").setActive(false);
    get(JSON_ME, cookie).is(401, "REALM_DEACTIVATED", "This organization has been deactivated");
    zulip.realm("").setActive(true);
    zulip.deactivate("hamlet");
    assertEquals("UNAUTHORIZED", get(JSON_ME, cookie).text("code"));
  }

  @Test
  void aSessionOfAnotherRealmIsABadRequest() throws Exception {
    get(JSON_ME, session(zulip.user("king"))).is(400, "BAD_REQUEST", "Account is not associated with this subdomain");
  }

  @Test
  void csrfAsksForOriginThenCookieThenToken() throws Exception {
    String secret = ZulipStandIn.csrfSecret();
    String token = "X-CSRFToken: " + ZulipStandIn.maskedToken(secret);
    String cookies = session(hamlet) + "; csrftoken=";
    csrf("Origin checking failed - http://evil.example does not match any trusted origins.", cookies + secret, token,
        "Origin: http://evil.example");
    csrf("Referer checking failed - no Referer.", cookies + secret, token, "X-Forwarded-Proto: https");
    csrf("CSRF cookie not set.", session(hamlet), token);
    csrf("CSRF cookie has incorrect length.", cookies + "short", token);
    csrf("CSRF token missing.", cookies + secret);
    csrf("CSRF token from the 'X-Csrftoken' HTTP header has incorrect length.", cookies + secret, "X-CSRFToken: a");
    csrf("CSRF token from the 'X-Csrftoken' HTTP header has invalid characters.", cookies + secret,
        "X-CSRFToken: " + "-".repeat(32));
    csrf("CSRF token from the 'X-Csrftoken' HTTP header incorrect.", cookies + secret,
        "X-CSRFToken: " + ZulipStandIn.csrfSecret());
    String origin = "Origin: http://zulip.localhost:7";
    assertEquals(200, direct("/json/messages", cookies + secret, token, origin, "Host: zulip.localhost:7").status());
    String masked = ZulipStandIn.maskedToken(secret);
    assertEquals(200, direct("/json/messages", cookies + masked, "X-CSRFToken: " + secret).status());
  }

  @Test
  void maskingFollowsDjango() {
    String masked = "0123456789ZYXWVUTSRQPONMLKJIHGFE02468acegi9999999999999999999999";
    assertEquals(masked, CsrfTokens.mask("abcdefghijklmnopqrstuvwxyzABCDEF", "0123456789ZYXWVUTSRQPONMLKJIHGFE"));
    assertEquals("abcdefghijklmnopqrstuvwxyzABCDEF", CsrfTokens.unmask(masked));
    assertNotEquals(ZulipStandIn.maskedToken("a".repeat(32)), ZulipStandIn.maskedToken("a".repeat(32)));
  }

  private void csrf(String reason, String... headers) throws IOException {
    Answer answer = direct("/json/messages", headers);
    answer.is(403, "CSRF_FAILED", "CSRF error: " + reason);
    assertEquals(reason, answer.text("reason"));
  }

}
