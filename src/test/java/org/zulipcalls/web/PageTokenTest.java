package org.zulipcalls.web;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.util.List;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.zulipcalls.testing.Client;
import org.zulipcalls.testing.EventStream;
import org.zulipcalls.testing.Message;
import org.zulipcalls.testing.ServiceTest;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.vertx.VertxContextSupport;
import io.restassured.RestAssured;
import io.restassured.http.Cookie;
import io.restassured.response.Response;

/** The one-time link of the desktop app, and what the page's cookie is good for. */
@QuarkusTest
class PageTokenTest extends ServiceTest {

  @Inject
  PageTokens tokens;

  private String link(String callId) {
    return Client.of(bob).post(path(callId, "page-link")).path("url");
  }

  private static String origin() {
    return "http://localhost:" + RestAssured.port;
  }

  private static Client holder(String cookie) {
    return Client.anonymous().cookie(PageCookie.NAME, cookie).with("Origin", origin());
  }

  private String cookieFor(String callId) {
    return Client.anonymous().get(link(callId)).cookie(PageCookie.NAME);
  }

  private static String api(String callId, String what) {
    return "/calls/embed/" + callId + "/api/" + what;
  }

  @Test
  void theLinkNamesThePageAndATokenThatIsNowhereStored() {
    String callId = call(alice, bob);
    String url = Client.of(bob)
        .post(path(callId, "page-link"))
        .then()
        .statusCode(200)
        .body("result", equalTo("success"), "expires_in", equalTo(60), "url",
            matchesPattern("/calls/embed/" + callId + "\\?token=[A-Za-z0-9_-]{32}"))
        .extract()
        .path("url");
    String token = url.substring(url.indexOf('=') + 1);
    assertEquals(0, database.count("SELECT count(*) FROM page_token t WHERE t::text LIKE '%' || ? || '%'", token));
    assertEquals(1, database.count("SELECT count(*) FROM page_token WHERE kind = 'link'"
        + " AND expires_at BETWEEN now() + interval '50 seconds' AND now() + interval '60 seconds'"));
  }

  @Test
  void onlyTheTwoUsersGetALink() {
    String callId = call(alice, bob);
    Client.of(newUser("eve")).post(path(callId, "page-link")).then().statusCode(403);
    Client.anonymous().post(path(callId, "page-link")).then().statusCode(401);
    Client.of(bob).post(path("01a203f3-6de9-7694-bcfb-cd7421a934b7", "page-link")).then().statusCode(404);
  }

  @Test
  void theTokenIsExchangedForACookieOfThisPage() {
    String callId = call(alice, bob);
    Response answer = Client.anonymous().with("X-Forwarded-Proto", "https").get(link(callId));
    answer.then()
        .statusCode(302)
        .header("Location", containsString("/calls/embed/" + callId))
        .header("Referrer-Policy",
            "no-referrer");
    assertFalse(answer.header("Location").contains("token"));
    Cookie cookie = answer.detailedCookie(PageCookie.NAME);
    assertEquals("/calls/embed/" + callId, cookie.getPath());
    assertTrue(cookie.isHttpOnly());
    assertTrue(cookie.isSecured());
    assertEquals("Lax", cookie.getSameSite());
    assertNull(cookie.getDomain());
    holder(cookie.getValue()).get("/calls/embed/" + callId)
        .then()
        .statusCode(200)
        .body(containsString("\"session\":false"), containsString("\"user_id\":" + bob.userId()));
  }

  /** Somebody else's link would make them appear as that other. */
  @Test
  void whoHasAPartInTheCallStaysWhoTheyAre() {
    String callId = call(alice, bob);
    String hers = link(callId);
    Response answer = Client.browser(zulip, alice).get(hers);
    assertEquals(302, answer.statusCode());
    assertEquals("/calls/embed/" + callId, answer.header("Location"));
    assertNull(answer.cookie(PageCookie.NAME));
    assertNotNull(Client.browser(zulip, newUser("carol")).get(hers).cookie(PageCookie.NAME));
  }

  @Test
  void aTokenIsGoodOnce() {
    String callId = call(alice, bob);
    String link = link(callId);
    List<String> cookies = IntStream.range(0, 8)
        .parallel()
        .mapToObj(i -> Client.anonymous().get(link).cookie(PageCookie.NAME))
        .filter(java.util.Objects::nonNull)
        .toList();
    assertEquals(1, cookies.size());
    Response answer = Client.anonymous().get(link);
    assertEquals(302, answer.statusCode());
    assertNull(answer.cookie(PageCookie.NAME));
  }

  @Test
  void aTokenIsGoodForAMinute() {
    String callId = call(alice, bob);
    String link = link(callId);
    database.update("UPDATE page_token SET expires_at = now()");
    Response answer = Client.anonymous().get(link);
    assertEquals(302, answer.statusCode());
    assertNull(answer.cookie(PageCookie.NAME));
  }

  @Test
  void aNewLinkTakesThePlaceOfTheEarlierOne() {
    String callId = call(alice, bob);
    String earlier = link(callId);
    String later = link(callId);
    assertNull(Client.anonymous().get(earlier).cookie(PageCookie.NAME));
    assertTrue(Client.anonymous().get(later).cookie(PageCookie.NAME).length() >= 22);
  }

  @Test
  void aTokenIsGoodForItsOwnCallOnly() {
    String callId = call(alice, bob);
    String other = call(newUser("carol"), bob);
    String token = link(callId).split("token=")[1];
    assertNull(Client.anonymous().get("/calls/embed/" + other + "?token=" + token).cookie(PageCookie.NAME));
  }

  @Test
  void theCookieAnswersAndEndsThisCallAsThisUser() {
    String callId = call(alice, bob);
    Client page = holder(cookieFor(callId));
    page.get(api(callId, "status")).then().statusCode(200).body("call.was_initiator", equalTo(false));
    page.post(api(callId, "respond"), "response", "accept").then().statusCode(200).body("action", equalTo("accept"));
    page.post(api(callId, "heartbeat"), "call_id", callId).then().statusCode(200);
    page.post(api(callId, "cancel")).then().statusCode(403);
    page.post(api(callId, "end")).then().statusCode(200);
    assertEquals("ended", stateOf(callId));
    assertEquals(List.of(String.valueOf(bob.userId())), database.texts("SELECT ended_by FROM call"));
  }

  @Test
  void theCookieOpensTheStreamOfThisCallAlone() {
    String other = call(newUser("carol"), bob);
    String callId = call(alice, bob);
    String cookie = cookieFor(callId);
    try (EventStream stream = EventStream.open(URI.create(origin()), api(callId, "events"), "Cookie",
        PageCookie.NAME + "=" + cookie)) {
      assertEquals(200, stream.status());
      assertEquals("no", stream.header("x-accel-buffering"));
      Message snapshot = stream.told();
      assertEquals(List.of(callId), snapshot.json().path("calls").findValuesAsText("call_id"));
      Client.of(bob).post(path(other, "respond"), "response", "decline").then().statusCode(200);
      Client.of(bob).post(path(callId, "respond"), "response", "accept").then().statusCode(200);
      Message message = stream.told();
      while (!"accepted".equals(message.op())) {
        assertEquals(callId, message.json().path("call_id").asText());
        message = stream.told();
      }
      assertEquals(callId, message.json().path("call_id").asText());
    }
    assertEquals(List.of("initiated", "declined"), eventsOf(other));
  }

  @Test
  void theStreamIsForTheCookieOfThisCallOnly() {
    String callId = call(alice, bob);
    String other = call(newUser("carol"), bob);
    Client page = holder(cookieFor(callId));
    page.get(api(other, "events")).then().statusCode(401).body("code", equalTo("UNAUTHORIZED"));
    Client.of(bob).get(api(callId, "events")).then().statusCode(401);
    Client.anonymous().get(api(callId, "events")).then().statusCode(401);
    page.with("Last-Event-ID", "x").get(api(callId, "events")).then().statusCode(400);
    assertEquals("initiated", stateOf(callId));
  }

  @Test
  void theCookieIsGoodForNothingElse() {
    String callId = call(alice, bob);
    String other = call(newUser("carol"), bob);
    Client page = holder(cookieFor(callId));
    for (String path : List.of("/api/v1/calls/history", path(callId, "status"), path(other, "status"),
        "/api/v1/calls/events?wait=0", api(other, "status"))) {
      page.get(path).then().statusCode(401);
    }
    for (String path : List.of(path(callId, "end"), path(callId, "page-link"), path(other, "end"), api(other, "end"),
        api(other, "respond"), "/api/v1/calls/create?user_id=" + alice.userId(), "/api/v1/calls/end-all")) {
      page.post(path, "response", "accept").then().statusCode(401);
    }
    page.get("/calls/embed/" + other).then().statusCode(302).header("Location", containsString("/login/"));
    page.post(api(callId, "heartbeat"), "call_id", other).then().statusCode(200).body("call.call_id", equalTo(callId));
    assertEquals("initiated", stateOf(other));
  }

  @Test
  void aSessionOrKeyDoesNotReplaceTheCookie() {
    String callId = call(alice, bob);
    Client.of(bob).get(api(callId, "status")).then().statusCode(401);
    Client.browser(zulip, bob).with("Origin", origin()).post(api(callId, "end")).then().statusCode(401);
  }

  @Test
  void theCookieEndsWithItsTime() {
    String callId = call(alice, bob);
    Client page = holder(cookieFor(callId));
    database.update("UPDATE page_token SET expires_at = now()");
    page.get(api(callId, "status")).then().statusCode(401).body("code", equalTo("UNAUTHORIZED"));
    page.get("/calls/embed/" + callId).then().statusCode(302).header("Location", containsString("/login/"));
  }

  @Test
  void anotherPageCannotMakeThisOneAct() {
    String callId = call(alice, bob);
    String cookie = cookieFor(callId);
    for (Client page : List.of(Client.anonymous().cookie(PageCookie.NAME, cookie),
        Client.anonymous().cookie(PageCookie.NAME, cookie).with("Origin", "https://evil.example"),
        Client.anonymous().cookie(PageCookie.NAME, cookie).with("Origin", "null"))) {
      page.post(api(callId, "respond"), "response", "accept")
          .then()
          .statusCode(403)
          .body("code",
              equalTo("CSRF_FAILED"));
    }
    assertEquals("initiated", stateOf(callId));
  }

  /** Else one user could fill the disk. */
  @Test
  void ofThePagesThatOneUserOpensInOneCallTheNewestStay() {
    String callId = call(alice, bob);
    Client neighbour = holder(Client.anonymous()
        .get(Client.of(alice).post(path(callId, "page-link")).<String>path("url"))
        .cookie(PageCookie.NAME));
    Client session = Client.anonymous().cookie("sessionid", zulip.newSession(bob));
    String first = session.get("/calls/embed/" + callId).cookie(PageCookie.NAME);
    for (int i = 0; i < PageTokens.PAGES; i++) {
      String newest = i % 2 == 0 ? cookieFor(callId) : session.get("/calls/embed/" + callId).cookie(PageCookie.NAME);
      holder(newest).get(api(callId, "status")).then().statusCode(200);
    }
    assertEquals(PageTokens.PAGES, database.count("SELECT count(*) FROM page_token WHERE user_id = ?", bob.userId()));
    holder(first).get(api(callId, "status")).then().statusCode(401);
    neighbour.get(api(callId, "status")).then().statusCode(200);
  }

  @Test
  void expiredTokensAreDeletedHoweverManyThereAre() throws Throwable {
    String callId = call(alice, bob);
    link(callId);
    database.update("INSERT INTO page_token (token_hash, kind, call_id, user_id, expires_at)"
        + " SELECT n::text, 'page', call_id, user_id, expires_at FROM page_token, generate_series(1, 2500) n");
    database.update("UPDATE page_token SET expires_at = now() - interval '1 second'");
    VertxContextSupport.subscribeAndAwait(tokens::forgetExpired);
    assertEquals(0, database.count("SELECT count(*) FROM page_token"));
  }
}
