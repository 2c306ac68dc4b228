package org.zulipcalls.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.zulipcalls.testing.Client;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;

/** What happens when something fails (issue 4, item 1): Zulip's own behaviour remains, and a banner says what happened. */
@QuarkusTest
class FailureTest extends BrowserTest {

  private static final Pattern ZULIPS_LINK = Pattern.compile("\\[Join video call\\.]\\(.*");
  private static final String CREATE = "**/api/v1/calls/create-embedded";
  private Person hamlet;
  private BrowserContext browser;

  @BeforeEach
  void hamletSitsDown() {
    expectNoise();
    hamlet = person("hamlet");
    browser = hamlet.context();
  }

  private static void refuse(Route route, int status, String code, String text) {
    route.fulfill(new Route.FulfillOptions().setStatus(status)
        .setContentType("application/json")
        .setBody(
            "{\"result\":\"error\",\"code\":\"%s\",\"msg\":\"%s\",\"message\":\"%s\"}".formatted(code, text, text)));
  }

  private static void press(Page page) {
    page.locator("#compose .video_link").click();
  }

  @Test
  void whenTheServiceIsAwayZulipInsertsItsLinkAndABannerSaysWhy() {
    browser.addInitScript("window.zulipCalls = { retries: 0 }");
    browser.route(CREATE, Route::abort);
    Page page = hamlet.open(othelloUser);
    press(page);
    assertThat(page.locator("#compose-textarea")).hasValue(ZULIPS_LINK);
    assertThat(page.locator(".zc-banner"))
        .hasText("The call could not be started: the call service does not answer");
    assertThat(page.locator("#zc-root .zc-banner")).isVisible();
    assertEquals(1, browser.pages().size());
    Person.shoot(page, "banner-light-1280");
    page.locator(".zc-banner-close").click();
    assertThat(page.locator(".zc-banner")).hasCount(0);
  }

  @Test
  void aRefusalIsToldWithItsReasonAndZulipsLinkIsOffered() {
    browser.route(CREATE,
        route -> refuse(route, 403, "DIRECT_MESSAGE_NOT_PERMITTED", "Direct messages are disabled"));
    Page page = hamlet.open(othelloUser);
    press(page);
    assertThat(page.locator(".zc-banner")).containsText("Direct messages are disabled");
    assertThat(page.locator("#compose-textarea")).hasValue("");
    page.locator(".zc-banner .zc-button").click();
    assertThat(page.locator("#compose-textarea")).hasValue(ZULIPS_LINK);
  }

  @Test
  void whatDidNotGetThroughIsTriedAgainAndIsOneCall() {
    List<String> keys = new CopyOnWriteArrayList<>();
    browser.route(CREATE, route -> {
      keys.add(route.request().headerValue("idempotency-key"));
      if (keys.size() < 3) {
        refuse(route, 503, "DATABASE_UNAVAILABLE", "The call service has no database now");
      } else {
        route.resume();
      }
    });
    Page page = hamlet.open(othelloUser);
    callFrom(page, ".video_link").waitForURL("**/calls/embed/*");
    assertEquals(3, keys.size());
    assertEquals(1, keys.stream().distinct().count());
    assertEquals(1, database.count("SELECT count(*) FROM call"));
  }

  @Test
  void whenTheBrowserBlocksTheWindowTheCallCanBeOpenedFromTheBanner() {
    Page page = hamlet.open(othelloUser);
    page.evaluate("() => { window.reallyOpen = window.open; window.open = () => null; }");
    press(page);
    assertThat(page.locator(".zc-banner")).containsText("kept the call's window closed");
    assertThat(Person.outgoing(page)).isVisible();
    page.evaluate("() => { window.open = window.reallyOpen; }");
    Page window = page.waitForPopup(() -> page.locator(".zc-banner .zc-button").click());
    window.waitForURL("**/calls/embed/*");
  }

  @Test
  void whenTheBrowserBlocksTheWindowAnAcceptedCallKeepsACard() {
    Page page = hamlet.open(othelloUser);
    page.evaluate("() => { window.reallyOpen = window.open; window.open = () => null; }");
    call(othelloUser, hamletUser);
    Person.press(page, "Accept");
    page.locator(".zc-banner-close").click();
    assertThat(Person.outgoing(page)).containsText("In the call");
    page.evaluate("() => { window.open = window.reallyOpen; }");
    Page window = page.waitForPopup(() -> Person.press(page, "Open call"));
    window.waitForURL("**/calls/embed/*");
    Person.press(page, "Hang up");
    assertThat(Person.outgoing(page)).containsText("The call has ended");
  }

  /** Calls where the browser keeps the window closed. */
  private String callWithoutWindow(Page page) {
    page.evaluate("() => { window.reallyOpen = window.open; window.open = () => null; }");
    press(page);
    assertThat(page.locator(".zc-banner")).containsText("kept the call's window closed");
    assertThat(Person.outgoing(page).locator(".zc-accept")).hasText("Open call");
    return database.texts("SELECT call_id FROM call").get(0);
  }

  private static void close(Page page) {
    page.waitForClose(() -> page.close(new Page.CloseOptions().setRunBeforeUnload(true)));
  }

  private boolean isOpen(String callId) {
    return List.of("initiated", "ringing", "active").contains(stateOf(callId));
  }

  @Test
  void aCallWhoseWindowNeverOpenedEndsWithItsTab() {
    Page page = hamlet.open(othelloUser);
    String callId = callWithoutWindow(page);
    String title = page.title();
    page.keyboard().press("F5");
    page.reload();
    assertThat(Person.outgoing(page).locator(".zc-accept")).hasText("Open call");
    assertThat(page).hasTitle(title);
    assertTrue(isOpen(callId));

    close(page);

    Awaitility.await().untilAsserted(() -> assertEquals("cancelled", stateOf(callId)));
  }

  @Test
  void aCallWhoseWindowWasOpenedAfterAllOutlivesTheTab() {
    Page page = hamlet.open(othelloUser);
    String callId = callWithoutWindow(page);
    page.evaluate("() => { window.open = window.reallyOpen; }");
    Page window = page.waitForPopup(() -> page.locator(".zc-banner .zc-button").click());
    window.waitForURL("**/calls/embed/*");
    assertThat(window.locator(".zc-person")).containsText("Calling");
    close(page);
    window.waitForTimeout(1_000);
    assertTrue(isOpen(callId));
  }

  @Test
  void aCallThatHasAWindowFromElsewhereOutlivesTheTab() {
    Page page = hamlet.open(othelloUser);
    String callId = callWithoutWindow(page);
    Page window = browser.newPage();
    window.navigate(hamlet.home() + "/calls/embed/" + callId);
    assertThat(window.locator(".zc-person")).containsText("Calling");
    assertThat(Person.outgoing(page).locator(".zc-accept")).hasCount(0);
    close(page);
    window.waitForTimeout(1_000);
    assertTrue(isOpen(callId));
  }

  /** Holds requests up until the test lets them go. */
  private List<Route> holdUp(String url) {
    List<Route> held = new ArrayList<>();
    browser.route(url, held::add);
    return held;
  }

  @Test
  void whoClosesTheEmptyWindowMeansNo() {
    Page page = hamlet.open(othelloUser);
    List<Route> placing = holdUp(CREATE);
    Page window = callFrom(page, ".audio_link");
    assertThat(window).hasTitle("Voice call");
    page.waitForCondition(() -> !placing.isEmpty());
    window.close();
    placing.get(0).resume();
    assertThat(Person.outgoing(page)).containsText("The call was cancelled");
    assertThat(page.locator(".zc-banner")).hasCount(0);
    assertEquals(List.of("cancelled"), database.texts("SELECT state FROM call"));
  }

  @Test
  void whoAcceptsAndClosesTheEmptyWindowIsNotToldThatTheBrowserDid() {
    Page page = hamlet.open(othelloUser);
    List<Route> answering = holdUp("**/respond");
    call(othelloUser, hamletUser);
    Page window = page.waitForPopup(() -> Person.press(page, "Accept"));
    page.waitForCondition(() -> !answering.isEmpty());
    window.close();
    answering.get(0).resume();
    assertThat(Person.outgoing(page).locator(".zc-accept")).hasText("Open call");
    assertThat(page.locator(".zc-banner")).hasCount(0);
  }

  /** Presses later than the page knows what has become of the call. */
  private static void pressLate(Page page, String request, Runnable meanwhile) {
    page.evaluate("() => { window.late = document.querySelector('.zc-card .zc-actions button:last-child'); }");
    meanwhile.run();
    page.waitForResponse(request, () -> page.evaluate("() => window.late.click()"));
  }

  @Test
  void whoHangsUpAsTheOtherDeclinesIsNotAlarmed() {
    Page page = hamlet.open(othelloUser);
    callFrom(page, ".video_link").waitForURL("**/calls/embed/*");
    String callId = database.texts("SELECT call_id FROM call").get(0);
    pressLate(page, "**/end", () -> {
      Client.of(othelloUser).post(path(callId, "respond"), "response", "decline").then().statusCode(200);
      assertThat(Person.outgoing(page)).containsText("Declined the call");
    });
    page.waitForTimeout(300);
    assertThat(page.locator(".zc-banner")).hasCount(0);
  }

  @Test
  void whoAcceptsTooLateIsToldWhatHasBecomeOfTheCall() {
    Page page = hamlet.open(othelloUser);
    String callId = call(othelloUser, hamletUser);
    assertThat(Person.incoming(page)).hasCount(1);
    pressLate(page, "**/respond", () -> {
      Client.of(othelloUser).post(path(callId, "cancel")).then().statusCode(200);
      assertThat(Person.incoming(page)).hasCount(0);
    });
    assertThat(page.locator(".zc-banner")).hasText("The call was cancelled");
  }

  @Test
  void aRefusalIsToldInTheServicesWordsOrInThePages() {
    browser.route("**/end", route -> refuse(route, 429, "RATE_LIMIT_HIT", "API usage exceeded rate limit"));
    Page page = hamlet.open(othelloUser);
    callFrom(page, ".video_link").waitForURL("**/calls/embed/*");
    Person.press(page, "Cancel");
    assertThat(page.locator(".zc-banner")).hasText("API usage exceeded rate limit");
    browser.addInitScript("window.zulipCalls = { texts: { rateLimitHit: 'Zu oft' } }");
    page.reload();
    Person.press(page, "Cancel");
    assertThat(page.locator(".zc-banner")).hasText("Zu oft");
  }

  @Test
  void whoCallsBackAndDoesNotGetThroughIsRungOn() {
    browser.addInitScript("window.zulipCalls = { retries: 0 }");
    AtomicInteger tries = new AtomicInteger();
    browser.route("**/respond", route -> {
      tries.incrementAndGet();
      route.abort();
    });
    Page page = hamlet.open(othelloUser);
    call(othelloUser, hamletUser);
    assertThat(Person.incoming(page)).hasCount(1);
    press(page);
    assertThat(page.locator(".zc-banner")).containsText("The call could not be started");
    assertEquals(2, tries.get(), "The call that rings is answered, then the one that stands in the way of another");
    assertThat(Person.incoming(page)).hasCount(1);
    assertEquals(1, browser.pages().size());
  }

  @Test
  void whoeverIsBusyIsToldToBeBusy() {
    answeredCall(zulip.user("iago"), othelloUser);
    Page page = hamlet.open(othelloUser);
    press(page);
    assertThat(Person.outgoing(page)).containsText("Busy in another call");
    assertThat(Person.outgoing(page)).containsText("Othello");
    assertThat(page.locator("#compose-textarea")).hasValue("");
    Person.shoot(page, "busy-light-1280");
  }

  @Test
  void aServiceThatIsNotThereLeavesZulipAsItIs() {
    browser.route("**/calls/override.js", route -> route.fulfill(new Route.FulfillOptions().setStatus(502)));
    Page page = browser.newPage();
    page.navigate(hamlet.home() + "/#narrow/dm/12-x");
    press(page);
    assertThat(page.locator("#compose-textarea")).hasValue(ZULIPS_LINK);
  }

  @Test
  void withTheMessageSwitchedOffTheLinkGoesIntoTheComposeBox() {
    browser.route("**/calls/override.js", route -> {
      String script = RestAssured.get("/calls/override.js")
          .asString()
          .replace("\"insertLink\":false", "\"insertLink\":true");
      route.fulfill(new Route.FulfillOptions().setContentType("text/javascript").setBody(script));
    });
    Page page = hamlet.open(othelloUser);
    callFrom(page, ".video_link").waitForURL("**/calls/embed/*");
    String callId = database.texts("SELECT call_id FROM call").get(0);
    assertThat(page.locator("#compose-textarea"))
        .hasValue("[Join video call.](" + hamlet.home() + "/calls/embed/" + callId + ")");
  }

  @Test
  void textsAndSwitchesComeFromThePageOrFromTheTag() {
    browser.addInitScript("window.zulipCalls = { texts: { incomingVideo: 'Videoanruf' }, debug: 'off' }");
    browser.addInitScript("""
        new MutationObserver(() => {
          for (const tag of document.querySelectorAll("script[src='/calls/override.js']")) {
            tag.dataset.textDecline = "Ablehnen";
            tag.dataset.blink = "false";
          }
        }).observe(document, { childList: true, subtree: true });""");
    Page page = hamlet.open(othelloUser);
    String title = page.title();
    call(othelloUser, hamletUser);
    assertThat(Person.incoming(page)).containsText("Videoanruf");
    assertThat(Person.incoming(page)).containsText("Ablehnen");
    assertThat(page).hasTitle(title);
  }

  @Test
  void switchedOffItDoesNothing() {
    browser.addInitScript("window.zulipCalls = { enabled: false }");
    Page page = hamlet.open(othelloUser);
    press(page);
    assertThat(page.locator("#compose-textarea")).hasValue(ZULIPS_LINK);
    assertEquals(0, database.count("SELECT count(*) FROM call"));
  }
}
