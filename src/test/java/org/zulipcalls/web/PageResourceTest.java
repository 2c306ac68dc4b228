package org.zulipcalls.web;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.zulipcalls.demo.Fault;
import org.zulipcalls.testing.Client;
import org.zulipcalls.testing.RawHttp;
import org.zulipcalls.testing.ServiceTest;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;

/** The call page over HTTP: who sees it, and what guards it. */
@QuarkusTest
class PageResourceTest extends ServiceTest {

  private static final Pattern NONCE = Pattern.compile("'nonce-([A-Za-z0-9+/=]{22,})'");

  private static String page(String callId) {
    return "/calls/embed/" + callId;
  }

  @Test
  void withoutASessionOneIsSentToLogInAndComesBack() {
    String callId = call(alice, bob);
    Client.anonymous()
        .get(page(callId))
        .then()
        .statusCode(302)
        .header("Location", containsString("/login/?next=/calls/embed/" + callId));
    Client.anonymous()
        .cookie("__Host-sessionid", "expired")
        .get(page(callId))
        .then()
        .statusCode(302)
        .header("Location", containsString("/login/?next="));
  }

  @ParameterizedTest
  @CsvSource({"nonsense, nonsense", "%3Cscript%3E, %253Cscript%253E", "a%0d%0aSet-Cookie:%20b=c,"
      + " a%250D%250ASet-Cookie%253A%2520b%253Dc", "%2e%2e%2f%2fevil.example, ..%252F%252Fevil.example",
      "x%3Fnext=%26y%23z, x%253Fnext%253D%2526y%2523z", "%C3%A9, %25C3%25A9"})
  void soOneIsFromAnAddressThatNamesNoCall(String id, String next) throws IOException {
    RawHttp.Answer answer = RawHttp.exchange(RestAssured.port, ("GET " + page(id)
        + " HTTP/1.1\r\nHost: zulip.localhost\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
    assertEquals(302, answer.status());
    assertEquals("/login/?next=/calls/embed/" + next, answer.headers().get("Location"));
  }

  @Test
  void noneIsLongerThanAHeaderMayBe() {
    Client.anonymous()
        .get(page("x".repeat(3_000)))
        .then()
        .statusCode(302)
        .header("Location", endsWith("/login/?next=/calls/embed/" + "x".repeat(64)));
  }

  @Test
  void bothUsersSeeThePageWithTheirOwnLink() {
    String callId = call(alice, bob);
    Client.browser(zulip, alice)
        .get(page(callId))
        .then()
        .statusCode(200)
        .contentType("text/html; charset=utf-8")
        .body(containsString("enableInsecureRoomNameWarning"), containsString(bob.fullName()));
    Client.browser(zulip, bob)
        .get(page(callId))
        .then()
        .statusCode(200)
        .body(not(containsString("enableInsecureRoomNameWarning")), containsString(alice.fullName()));
  }

  @Test
  void strangersAndUnknownCallsGetAPageThatSaysSo() {
    String callId = call(alice, bob);
    Client.browser(zulip, newUser("eve"))
        .get(page(callId))
        .then()
        .statusCode(403)
        .contentType("text/html; charset=utf-8")
        .header("Content-Security-Policy", containsString("default-src 'none'"))
        .body(containsString("Not authorized to view this call"));
    for (String unknown : new String[]{"01a203f3-6de9-7694-bcfb-cd7421a934b7", "nonsense", "%3Cscript%3E"}) {
      Client.browser(zulip, alice)
          .get(page(unknown))
          .then()
          .statusCode(404)
          .contentType("text/html; charset=utf-8")
          .body(containsString("Call not found"));
    }
  }

  @Test
  void whenZulipIsAwayThePageSaysSo() {
    String callId = call(alice, bob);
    zulip.setFault(Fault.SERVER_ERROR);
    Client.browser(zulip, alice)
        .get(page(callId))
        .then()
        .statusCode(503)
        .contentType("text/html; charset=utf-8")
        .header("Retry-After", "5");
  }

  @Test
  void thePolicyAllowsOurOwnScriptAndTheCallsRoomOnly() {
    String callId = call(alice, bob);
    Response first = Client.browser(zulip, alice).get(page(callId));
    String policy = first.header("Content-Security-Policy");
    String nonce = nonce(policy);
    assertEquals(
        "default-src 'none'; script-src 'nonce-" + nonce + "'; style-src 'nonce-" + nonce
            + "'; img-src 'self' data: http://zulip.localhost:" + zulip.port()
            + "; media-src data:; connect-src 'self'; frame-src https://meet.jit.si; frame-ancestors 'self';"
            + " base-uri 'none'; form-action 'none'",
        policy);
    first.then()
        .header("X-Frame-Options", "SAMEORIGIN")
        .header("Referrer-Policy", "no-referrer")
        .header("X-Content-Type-Options", "nosniff")
        .header("Cache-Control", "no-store");
    assertNotEquals(nonce, nonce(Client.browser(zulip, alice).get(page(callId)).header("Content-Security-Policy")));
  }

  @Test
  void everyScriptAndStyleHasTheNonceAndNothingIsInline() {
    String html = Client.browser(zulip, alice).get(page(call(alice, bob))).asString();
    Matcher tags = Pattern.compile("<(script|link rel=\"stylesheet\"|style)[^>]*>").matcher(html);
    int found = 0;
    while (tags.find()) {
      found++;
      assertTrue(tags.group().contains(" nonce=\""), tags.group());
    }
    assertEquals(3, found);
    assertFalse(Pattern.compile("\\son[a-z]+=").matcher(html).find());
    assertFalse(html.contains("style=\""));
  }

  @Test
  void aNameCannotBreakOutOfThePage() {
    String name = "</script><img src=x onerror=alert(1)> & \"Bob\"";
    zulip.update(bob.name(), user -> user.withFullName(name));
    String html = Client.browser(zulip, alice).get(page(call(alice, bob))).asString();
    assertFalse(html.contains("<img"), html);
    assertTrue(html.contains("\\u003c/script>\\u003cimg src=x onerror=alert(1)> & \\\"Bob\\\""), html);
    assertTrue(html.contains("<title>&lt;/script&gt;"), html);
  }

  @Test
  void aSessionWithoutZulipsCsrfCookieGetsThePagesOwn() {
    String callId = call(alice, bob);
    Response answer = Client.anonymous().cookie("sessionid", zulip.newSession(alice)).get(page(callId));
    answer.then().statusCode(200).body(containsString("\"session\":false"), containsString("\"csrf\":null"));
    Client.anonymous()
        .cookie(PageCookie.NAME, answer.cookie(PageCookie.NAME))
        .get(page(callId) + "/api/status")
        .then()
        .statusCode(200)
        .body("call.call_id", equalTo(callId), "code", nullValue());
  }

  @Test
  void thePagesTokenPassesZulipsCsrfRules() {
    String callId = call(alice, bob);
    String session = zulip.newSession(alice);
    String secret = org.zulipcalls.demo.ZulipStandIn.csrfSecret();
    Client browser = Client.anonymous().cookie("sessionid", session).cookie("csrftoken", secret);
    String html = browser.get(page(callId)).asString();
    Matcher token = Pattern.compile("\"csrf\":\"([A-Za-z0-9]{64})\"").matcher(html);
    assertTrue(token.find());
    assertFalse(html.contains(secret));
    browser.with("X-CSRFToken", token.group(1)).post(path(callId, "end")).then().statusCode(200);
  }

  private static String nonce(String policy) {
    Matcher found = NONCE.matcher(policy);
    assertTrue(found.find(), policy);
    return found.group(1);
  }
}
