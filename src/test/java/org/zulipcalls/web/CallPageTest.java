package org.zulipcalls.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.Test;
import org.zulipcalls.demo.StandInUser;
import org.zulipcalls.testing.Client;

import com.microsoft.playwright.Frame;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.LocatorAssertions;

import io.quarkus.test.junit.QuarkusTest;

/** The call page (issue 4, item 3). */
@QuarkusTest
class CallPageTest extends BrowserTest {

  @Test
  void theCallerSeesItRingAndCanCancel() {
    String callId = call(hamletUser, othelloUser);
    Page page = pageOf(person("hamlet"), callId);
    assertThat(page.locator(".zc-person")).containsText("Calling");
    person("othello").open(hamletUser);
    assertThat(page.locator(".zc-person")).containsText("Ringing");
    Person.shoot(page, "page-ringing-light-1280");
    button(page, "Cancel").click();
    assertThat(page.locator(".zc-person")).containsText("The call was cancelled");
    assertEquals("cancelled", stateOf(callId));
  }

  @Test
  void whatHappensIsReadOutAndTheEndHasTheFocus() {
    String callId = call(hamletUser, othelloUser);
    Page page = pageOf(person("hamlet"), callId);
    Locator live = page.locator("body > [aria-live=polite]");
    assertThat(live).hasText("Calling …");
    page.evaluate("() => { window.live = document.querySelector('[aria-live=polite]'); }");
    Client.of(othelloUser).post(path(callId, "respond"), "response", "accept");
    assertThat(live).hasText("In the call");
    Client.of(othelloUser).post(path(callId, "end"));
    assertThat(live).containsText("The call has ended");
    assertEquals(true, page.evaluate("() => window.live.isConnected"));
    assertThat(page.getByText("Back to Zulip")).isFocused();
  }

  @Test
  void theRecipientCanAnswerFromTheLink() {
    String callId = call(hamletUser, othelloUser);
    Page page = pageOf(person("othello"), callId);
    assertThat(page.locator(".zc-person")).containsText("Incoming video call");
    button(page, "Accept").click();
    assertThat(page.locator(".zc-talk")).isVisible();
    assertEquals("active", stateOf(callId));
  }

  @Test
  void theRoomOpensWithWhatTheLinkSays() {
    String callId = answeredCall(hamletUser, othelloUser);
    Page hamlet = pageOf(person("hamlet"), callId);
    Page othello = pageOf(person("othello"), callId);
    Frame room = JitsiStandIn.roomIn(hamlet);
    assertEquals("/" + database.texts("SELECT jitsi_room_name FROM call").get(0),
        URI.create(room.url()).getPath());
    assertEquals("King Hamlet", room.evaluate("() => window.parameters['userInfo.displayName']"));
    assertEquals(false, room.evaluate("() => window.parameters['config.startWithAudioMuted']"));
    assertEquals(true,
        JitsiStandIn.roomIn(othello).evaluate("() => window.parameters['config.startWithAudioMuted']"));
    assertThat(hamlet.locator(".zc-room iframe")).isVisible();
    Person.shoot(hamlet, "page-talking-light-1280");
  }

  @Test
  void theTimeRunsAndHangingUpEndsItForBoth() {
    String callId = answeredCall(hamletUser, othelloUser);
    Page hamlet = pageOf(person("hamlet"), callId);
    Page othello = pageOf(person("othello"), callId);
    assertThat(hamlet.locator(".zc-time")).hasText("0:03");
    button(hamlet, "Hang up").click();
    for (Page page : List.of(hamlet, othello)) {
      assertThat(page.locator(".zc-person")).containsText("The call has ended · 0:0");
    }
    assertThat(othello.locator("iframe")).hasCount(0);
    Person.shoot(othello, "page-over-light-1280");
    assertEquals("ended", stateOf(callId));
  }

  @Test
  void jitsisOwnButtonHangsUpToo() {
    String callId = answeredCall(hamletUser, othelloUser);
    Page page = pageOf(person("hamlet"), callId);
    JitsiStandIn.roomIn(page).evaluate("() => window.tell('video-ready-to-close')");
    assertThat(page.locator(".zc-person")).containsText("The call has ended");
    assertEquals("ended", stateOf(callId));
  }

  @Test
  void closingTheWindowHangsUp() {
    String callId = answeredCall(hamletUser, othelloUser);
    Person person = person("hamlet");
    Page page = pageOf(person, callId);
    assertThat(page.locator(".zc-talk")).isVisible();
    page.close(new Page.CloseOptions().setRunBeforeUnload(true));
    org.awaitility.Awaitility.await().untilAsserted(() -> assertEquals("ended", stateOf(callId)));
  }

  @Test
  void loadingThePageAgainByKeyOrScriptDoesNotHangUp() {
    String callId = answeredCall(hamletUser, othelloUser);
    Page page = pageOf(person("hamlet"), callId);
    assertThat(page.locator(".zc-talk")).isVisible();
    page.keyboard().press("F5");
    page.reload();
    assertThat(page.locator(".zc-talk")).isVisible();
    page.evaluate("() => { window.isOld = true; setTimeout(() => location.reload()); }");
    page.waitForFunction("() => !window.isOld");
    assertThat(page.locator(".zc-talk")).isVisible();
    page.waitForTimeout(500);
    assertEquals("active", stateOf(callId));
  }

  @Test
  void oneWindowHasTheCallAndAnotherMayTakeIt() {
    String callId = answeredCall(hamletUser, othelloUser);
    Person person = person("hamlet");
    Page first = pageOf(person, callId);
    assertThat(first.locator(".zc-talk")).isVisible();
    Page second = pageOf(person, callId);
    assertThat(second.locator(".zc-person")).containsText("open in another window");
    button(second, "Use it here").click();
    assertThat(second.locator(".zc-talk")).isVisible();
    assertThat(first.locator(".zc-person")).containsText("open in another window");
    first.close(new Page.CloseOptions().setRunBeforeUnload(true));
    second.waitForTimeout(500);
    assertEquals("active", stateOf(callId));
  }

  /** Whoever chooses the realm's Jitsi server could else act as everybody who calls. */
  @Test
  void noScriptOfJitsisRunsInThePage() {
    expectNoise();
    String callId = answeredCall(hamletUser, othelloUser);
    Person person = person("hamlet");
    Page page = pageOf(person, callId);
    Frame room = JitsiStandIn.roomIn(page);
    assertEquals("error", page.evaluate("""
        () => {
          const script = document.createElement("script");
          script.src = "https://meet.jit.si/external_api.js";
          document.head.append(script);
          return new Promise((resolve) => { script.onload = script.onerror = (event) => resolve(event.type); });
        }"""));
    assertEquals("SecurityError", room.evaluate("""
        () => {
          try {
            return String(window.parent.document);
          } catch (fault) {
            return fault.name;
          }
        }"""));
  }

  @Test
  void whatAnotherWindowSaysInJitsisNameIsNotHeard() {
    String callId = answeredCall(hamletUser, othelloUser);
    Page page = pageOf(person("hamlet"), callId);
    JitsiStandIn.roomIn(page);
    page.evaluate("""
        () => window.postMessage(JSON.stringify({ postis: true, scope: "jitsi_meet_external_api_0", method: "message",
          params: { type: "event", data: { name: "video-ready-to-close" } } }), "*")""");
    for (String nonsense : List.of("'x'", "null", "[1]", "'{\"postis\":true}'")) {
      JitsiStandIn.roomIn(page).evaluate("() => window.parent.postMessage(" + nonsense + ", '*')");
    }
    page.waitForTimeout(500);
    assertThat(page.locator(".zc-talk")).isVisible();
    assertEquals("active", stateOf(callId));
  }

  @Test
  void whereTheRoomWouldBeClosedWithinThePageItHasATabOfItsOwn() {
    String callId = answeredCall(hamletUser, othelloUser);
    database.update("UPDATE call SET jitsi_room_url = 'https://own-tab.example/' || jitsi_room_name");
    Person person = person("hamlet");
    person.context()
        .route("https://own-tab.example/**", route -> route.fulfill(new Route.FulfillOptions().setBody("Room")));
    Page page = pageOf(person, callId);
    assertThat(page.locator(".zc-instead")).containsText("On own-tab.example calls open in a tab of their own.");
    assertThat(page.locator("iframe")).hasCount(0);
    Page room = page.waitForPopup(() -> page.locator(".zc-instead a").click());
    room.waitForURL("https://own-tab.example/zulip-call-*");
    assertEquals(true, room.evaluate("() => window.opener === null"));
    Person.shoot(page, "page-own-tab-light-1280");
    button(page, "Hang up").click();
    assertThat(page.locator(".zc-person")).containsText("The call has ended");
    assertEquals("ended", stateOf(callId));
  }

  @Test
  void whenTheServerDidNotAnswerThePageSaysSo() {
    String callId = call(hamletUser, othelloUser);
    Person person = person("hamlet");
    JitsiStandIn.beAwayFor(person.context());
    Page page = pageOf(person, callId);
    assertThat(page.locator(".zc-no-server")).hasText("The video server meet.jit.si does not answer at the moment.");
    assertThat(button(page, "Cancel")).isVisible();
    Person.shoot(page, "page-no-server-light-1280");
    Client.of(othelloUser).post(path(callId, "respond"), "response", "accept").then().statusCode(200);
    Locator hint = page.locator(".zc-no-frame");
    assertThat(hint).containsText("The video server meet.jit.si does not answer at the moment.");
    assertTrue(hint.locator("a").getAttribute("href").startsWith("https://meet.jit.si/zulip-call-"));
    Person.shoot(page, "page-no-server-talking-light-1280");
    button(page, "Hang up").click();
    assertThat(page.locator(".zc-no-server")).hasCount(0);
  }

  @Test
  void whenTheServerAnswersThePageSaysNothingOfIt() {
    Page page = pageOf(person("hamlet"), call(hamletUser, othelloUser));
    assertThat(page.locator(".zc-person")).containsText("Calling");
    assertThat(page.locator(".zc-no-server")).hasCount(0);
  }

  @Test
  void whereTheFrameStaysSilentALinkIsOffered() {
    String callId = answeredCall(hamletUser, othelloUser);
    Person person = person("hamlet");
    person.context().addInitScript("window.isSilent = true");
    person.context().clock().install();
    Page page = pageOf(person, callId);
    JitsiStandIn.roomIn(page);
    assertThat(page.locator(".zc-no-frame")).hasCount(0);
    page.clock().fastForward(8_500);
    assertThat(page.locator(".zc-no-frame")).isVisible();
    assertThat(page.locator(".zc-room iframe")).isVisible();
  }

  @Test
  void thePageBeats() {
    String callId = answeredCall(hamletUser, othelloUser);
    Person person = person("hamlet");
    List<Request> beats = new CopyOnWriteArrayList<>();
    person.context().onRequestFinished(request -> {
      if (request.url().endsWith("/api/v1/calls/heartbeat")) {
        beats.add(request);
      }
    });
    Page page = pageOf(person, callId);
    page.waitForCondition(() -> !beats.isEmpty());
    assertEquals(200, beats.get(0).response().status());
  }

  @Test
  void afterTheEndOneCanCallAgain() {
    String callId = answeredCall(hamletUser, othelloUser);
    Page page = pageOf(person("othello"), callId);
    Client.of(hamletUser).post(path(callId, "end"));
    button(page, "Call again").click();
    assertThat(page.locator(".zc-person")).containsText("Calling");
    assertEquals(List.of("10 12", "12 10"),
        database.texts("SELECT concat_ws(' ', initiator_id, recipient_id) FROM call ORDER BY created_at"));
  }

  @Test
  void theTextsOfZulipsPageReachTheCallPageAsText() {
    Person person = person("hamlet");
    person.context()
        .addInitScript(
            """
                if (location.pathname === "/") {
                  window.zulipCalls = { texts: { calling: "Ich rufe <b>an</b> …", callWith: "Anruf mit {name}", cancel: { html: "x" },
                    ringing: "x".repeat(300), "on click": "x" } };
                  document.addEventListener("DOMContentLoaded", () => { document.documentElement.lang = "de"; });
                }""");
    String callId = call(hamletUser, othelloUser);
    Page page = pageOf(person, callId);
    assertThat(page.locator(".zc-person-line")).hasText("Ich rufe <b>an</b> …");
    assertThat(page).hasTitle("Anruf mit Othello, the Moor of Venice");
    assertThat(page.locator("html")).hasAttribute("lang", "de");
    assertThat(button(page, "Cancel")).isVisible();
    Client.of(othelloUser).post(API + "/acknowledge", "call_id", callId).then().statusCode(200);
    assertThat(page.locator(".zc-person-line")).hasText("Ringing …");
  }

  @Test
  void withoutTextsOfZulipsPageTheCallPageIsEnglishWhateverZulipIs() {
    Person person = person("hamlet");
    person.context().addInitScript("""
        if (location.pathname === "/") {
          document.addEventListener("DOMContentLoaded", () => { document.documentElement.lang = "de"; });
        }""");
    Page page = pageOf(person, call(hamletUser, othelloUser));
    assertThat(page.locator(".zc-person-line")).hasText("Calling …");
    assertThat(page.locator("html")).hasAttribute("lang", "en");
  }

  @Test
  void strangersAreToldThatItIsNotTheirs() {
    expectNoise();
    String callId = call(hamletUser, othelloUser);
    Page page = pageOf(person("iago"), callId);
    assertThat(page.locator("h1")).hasText("Not authorized to view this call");
    Person.shoot(page, "page-refused-light-1280");
  }

  @Test
  void fromTheDesktopAppALinkOpensThePageWithoutASession() {
    String callId = call(hamletUser, othelloUser);
    Person app = person("othello");
    app.context().addInitScript("""
        window.electron_bridge = {};
        window.opened = [];
        window.open = (url) => { window.opened.push(url); return null; };""");
    Page inApp = app.open(hamletUser);
    Person.press(inApp, "Accept");
    inApp.waitForFunction("() => window.opened.length === 1");
    String link = (String) inApp.evaluate("() => window.opened[0]");

    Page page = person("othello").context().newPage();
    page.navigate(link);

    assertThat(page.locator(".zc-talk")).isVisible();
    assertEquals(app.home() + "/calls/embed/" + callId, page.url());
    page.waitForFunction("() => document.querySelector('.zc-time').textContent !== '0:00'");
    button(page, "Hang up").click();
    assertThat(page.locator(".zc-person")).containsText("The call has ended");
    assertEquals("ended", stateOf(callId));
    assertEquals(List.of("zulip_calls_page"), page.context().cookies().stream().map(cookie -> cookie.name).toList());
  }

  /** The page of a call in a browser in which nobody is logged in. */
  private Page pageOfLink(Person person, StandInUser user, String callId) {
    String link = Client.of(user).post(path(callId, "page-link")).path("url");
    Page page = person.context().newPage();
    page.navigate(person.home() + link);
    return page;
  }

  @Test
  void onThePageOfALinkItRingsBackAndLiveEventsTellTheAnswer() {
    Person stranger = person("hamlet");
    stranger.context().route("**/api/status", Route::abort);
    String callId = call(hamletUser, othelloUser);
    Page page = pageOfLink(stranger, hamletUser, callId);
    assertThat(page.locator(".zc-person")).containsText("Calling");
    page.mouse().click(20, 20);
    assertThat(page.locator("#zc-stage")).hasAttribute("data-sound", "ringback");
    Client.of(othelloUser).post(path(callId, "respond"), "response", "accept");
    assertThat(page.locator(".zc-talk")).isVisible(new LocatorAssertions.IsVisibleOptions().setTimeout(3_000));
    assertThat(page.locator("#zc-stage")).hasAttribute("data-sound", "off");
  }

  @Test
  void onThePageOfALinkWithoutLiveEventsTheStatusIsPolled() {
    expectNoise();
    Person stranger = person("hamlet");
    stranger.context().route("**/api/events*", route -> route.fulfill(new Route.FulfillOptions().setStatus(502)));
    String callId = call(hamletUser, othelloUser);
    Page page = pageOfLink(stranger, hamletUser, callId);
    assertThat(page.locator(".zc-person")).containsText("Calling");
    Client.of(othelloUser).post(path(callId, "respond"), "response", "accept");
    assertThat(page.locator(".zc-talk")).isVisible();
    Client.of(othelloUser).post(path(callId, "end"));
    assertThat(page.locator(".zc-person")).containsText("The call has ended");
  }

  @Test
  void whenTheLinksCookieIsNoLongerGoodThePageSaysSo() {
    expectNoise();
    String callId = answeredCall(hamletUser, othelloUser);
    Person stranger = person("hamlet");
    stranger.context().route("**/api/events*", route -> route.fulfill(new Route.FulfillOptions().setStatus(502)));
    Page page = pageOfLink(stranger, hamletUser, callId);
    assertThat(page.locator(".zc-talk")).isVisible();
    database.update("UPDATE page_token SET expires_at = now()");
    assertThat(page.locator(".zc-strip")).containsText("This page can no longer follow the call");
    assertThat(page.locator(".zc-room iframe")).isVisible();
  }

  @Test
  void whoLogsOutOfZulipKeepsTheRoomAndIsToldThatTheEndIsNotShown() {
    expectNoise();
    String callId = answeredCall(hamletUser, othelloUser);
    Person person = person("hamlet");
    person.context().clock().install();
    Page page = pageOf(person, callId);
    assertThat(page.locator(".zc-talk")).isVisible();
    assertThat(page.locator(".zc-strip")).hasCount(0);

    person.context().clearCookies();
    page.clock().fastForward(21_000);

    assertThat(page.locator(".zc-strip")).containsText("You are logged out of Zulip");
    assertThat(page.locator(".zc-room iframe")).isVisible();
    Person.shoot(page, "page-logged-out-light-1280");
    assertEquals("active", stateOf(callId));
    button(page, "Hang up").click();
    assertThat(page.locator(".zc-person")).containsText("You have left the call");
    assertThat(page.locator("iframe")).hasCount(0);
    Person.shoot(page, "page-only-left-light-1280");
    assertEquals("active", stateOf(callId));
  }

  @Test
  void aStreamThatEndsSinceOneHasLoggedOutIsToldAndTheWayBackLeadsOverTheLogin() {
    expectNoise();
    String callId = answeredCall(hamletUser, othelloUser);
    Person person = person("hamlet", options -> options.setViewportSize(360, 700)
        .setColorScheme(com.microsoft.playwright.options.ColorScheme.DARK));
    person.context()
        .route(url -> url.contains("/api/v1/calls/events"),
            route -> route.fulfill(new Route.FulfillOptions().setContentType("text/event-stream")
                .setBody("event: session_ended\ndata: {\"type\":\"session_ended\"}\n\n")));
    Page page = pageOf(person, callId);
    assertThat(page.locator(".zc-strip")).containsText("You are logged out of Zulip");
    assertThat(page.locator(".zc-room iframe")).isVisible();
    Person.shoot(page, "page-logged-out-dark-360");
    Locator link = page.locator(".zc-strip a");
    assertEquals("/login/?next=/calls/embed/" + callId, link.getAttribute("href"));
    link.click();
    page.waitForURL("**/login/**");
    page.waitForTimeout(500);
    assertEquals("active", stateOf(callId));
  }

  @Test
  void onThePageOfALinkTheOthersEndIsSeen() {
    String callId = answeredCall(hamletUser, othelloUser);
    String link = Client.of(othelloUser).post(path(callId, "page-link")).path("url");
    Person stranger = person("othello");
    Page page = stranger.context().newPage();
    page.navigate(stranger.home() + link);
    assertThat(page.locator(".zc-talk")).isVisible();
    Client.of(hamletUser).post(path(callId, "end"));
    assertThat(page.locator(".zc-person")).containsText("The call has ended");
    assertThat(page.locator(".zc-person-actions")).hasText("You can close this page.");
    assertThat(page.locator(".zc-person a")).hasCount(0);
  }
}
