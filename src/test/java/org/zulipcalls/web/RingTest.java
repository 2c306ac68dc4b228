package org.zulipcalls.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.zulipcalls.testing.Client;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;

import io.quarkus.test.junit.QuarkusTest;

/** What an incoming call does in the recipient's browser (issue 4, item 2); one test for each rule. */
@QuarkusTest
class RingTest extends BrowserTest {

  private static final Locator.ClickOptions SOON = new Locator.ClickOptions().setTimeout(5_000);

  @Test
  void aCallRingsAndIsAccepted() {
    Page othello = person("othello").open(hamletUser);
    Page hamlet = person("hamlet").open(othelloUser);

    Page hamletsCall = callFrom(hamlet, ".video_link");
    assertThat(Person.incoming(othello)).containsText("King Hamlet");
    assertThat(Person.incoming(othello)).containsText("Incoming video call");
    Page othellosCall = othello.waitForPopup(() -> Person.press(othello, "Accept"));

    assertThat(Person.incoming(othello)).hasCount(0);
    assertThat(hamletsCall.locator(".zc-talk")).isVisible();
    assertThat(othellosCall.locator(".zc-talk")).isVisible();
    assertEquals(List.of("active"), database.texts("SELECT state FROM call"));
  }

  @Test
  void decliningTellsTheServiceAndTheCaller() {
    Page othello = person("othello").open(hamletUser);
    Page hamlet = person("hamlet").open(othelloUser);
    callFrom(hamlet, ".audio_link");
    assertThat(Person.incoming(othello)).containsText("Incoming voice call");

    Person.press(othello, "Decline");

    assertThat(Person.incoming(othello)).hasCount(0);
    assertThat(Person.outgoing(hamlet)).containsText("Declined");
    assertEquals(List.of("declined"), database.texts("SELECT state FROM call"));
  }

  @Test
  void theRingStopsInEveryTabAndDeviceWithinASecondOfTheAnswer() {
    Person desk = person("othello");
    Page first = desk.open(hamletUser);
    Page second = desk.open("#narrow/channel/4-general");
    Page elsewhere = person("othello").open(hamletUser);
    String callId = call(hamletUser, othelloUser);
    for (Page page : List.of(first, second, elsewhere)) {
      assertThat(Person.incoming(page)).hasCount(1);
    }

    Client.of(othelloUser).post(path(callId, "respond"), "response", "accept").then().statusCode(200);

    for (Page page : List.of(first, second, elsewhere)) {
      assertThat(Person.incoming(page)).hasCount(0, Counts.SOON);
    }
  }

  @Test
  void theRingStopsWhenTheCallerHasGone() {
    Page othello = person("othello").open(hamletUser);
    String callId = call(hamletUser, othelloUser);
    assertThat(Person.incoming(othello)).hasCount(1);

    Client.of(hamletUser).post(path(callId, "cancel")).then().statusCode(200);

    assertThat(Person.incoming(othello)).hasCount(0, Counts.SOON);
  }

  @Test
  void ignoringSilencesHereOnly() {
    Person desk = person("othello");
    Page first = desk.open(hamletUser);
    Page second = desk.open(hamletUser);
    Page elsewhere = person("othello").open(hamletUser);
    String callId = call(hamletUser, othelloUser);
    assertThat(Person.incoming(second)).hasCount(1);

    Person.press(first, "Ignore");

    assertThat(Person.incoming(first)).hasCount(0);
    assertThat(Person.incoming(second)).hasCount(0);
    assertThat(Person.incoming(elsewhere)).hasCount(1);
    assertEquals("ringing", stateOf(callId));
    first.reload();
    first.waitForTimeout(500);
    assertThat(Person.incoming(first)).hasCount(0);
  }

  @Test
  void whoHasAnsweredInOneTabIsNotRungInAnotherWhileTheAnswerIsOnItsWay() {
    expectNoise();
    Person desk = person("othello");
    desk.context().addInitScript("window.zulipCalls = { retries: 0 }");
    List<Route> onTheWay = new ArrayList<>();
    desk.context().route("**/respond", onTheWay::add);
    Page first = desk.open(hamletUser);
    Page second = desk.open(hamletUser);
    String callId = call(hamletUser, othelloUser);
    assertThat(Person.incoming(first)).hasCount(1);
    assertThat(Person.incoming(second)).hasCount(1);

    Person.press(first, "Decline");

    assertThat(Person.incoming(second)).hasCount(0);
    assertThat(Person.incoming(first)).hasCount(0);
    assertEquals("ringing", stateOf(callId));
    onTheWay.get(0).abort();
    assertThat(Person.incoming(second)).hasCount(1);
  }

  @Test
  void afterAReloadTheRingIsStillThere() {
    Page othello = person("othello").open(hamletUser);
    call(hamletUser, othelloUser);
    assertThat(Person.incoming(othello)).hasCount(1);

    othello.reload();

    assertThat(Person.incoming(othello)).containsText("King Hamlet");
  }

  @Test
  void aPageThatIsOpenedWhileItRingsRings() {
    call(hamletUser, othelloUser);
    Page othello = person("othello").open(hamletUser);
    assertThat(Person.incoming(othello)).containsText("King Hamlet");
  }

  @Test
  void theRingEndsByItselfWhenTheTimeIsOver() {
    Page othello = person("othello").open(hamletUser);
    String callId = call(hamletUser, othelloUser);
    assertThat(Person.incoming(othello)).hasCount(1);

    database.update("UPDATE call SET ring_until = now() WHERE call_id = ?", UUID.fromString(callId));

    assertThat(Person.incoming(othello)).hasCount(0);
    assertEquals("missed", stateOf(callId));
  }

  @Test
  void aSecondCallWhileOneRingsIsShownSilentlyBesideIt() {
    Page othello = person("othello").open(hamletUser);
    othello.mouse().click(600, 300);
    String first = call(hamletUser, othelloUser);
    assertThat(Person.incoming(othello)).hasCount(1);
    call(zulip.user("iago"), othelloUser);

    assertThat(Person.incoming(othello)).hasCount(2);
    assertThat(othello.locator(".zc-incoming[data-silent]")).containsText("Iago");
    assertThat(othello.locator(".zc-incoming:not([data-silent])")).containsText("King Hamlet");
    assertThat(othello.locator("#zc-root")).hasAttribute("data-sound", "ring");
    Person.shoot(othello, "two-calls-light-1280");

    Client.of(hamletUser).post(path(first, "cancel"));
    assertThat(othello.locator(".zc-incoming:not([data-silent])")).containsText("Iago");
  }

  @Test
  void aCallWhileOneTalksIsShownSilently() {
    Page othello = person("othello").open(hamletUser);
    othello.mouse().click(600, 300);
    // Who already talks is busy; a call that came before the answer still rings.
    call(zulip.user("iago"), othelloUser);
    answeredCall(hamletUser, othelloUser);

    assertThat(othello.locator(".zc-incoming[data-silent]")).containsText("Iago");
    assertThat(othello.locator("#zc-root")).hasAttribute("data-sound", "off");
  }

  @Test
  void aMutedCallerDoesNotRing() {
    zulip.mute("othello", "iago", true);
    try {
      Page othello = person("othello").open(hamletUser);
      call(zulip.user("iago"), othelloUser);
      call(hamletUser, othelloUser);
      assertThat(Person.incoming(othello)).containsText("King Hamlet");
      assertThat(Person.incoming(othello)).hasCount(1);
    } finally {
      zulip.mute("othello", "iago", false);
    }
  }

  @Test
  void whoIsMutedWhileThePageIsOpenRingsNoMore() {
    Person person = person("othello");
    // The stand-in has no jQuery; this tells of an answer as jQuery does (ajaxSuccess: event, answer, what was asked).
    person.context()
        .addInitScript(
            """
                window.jQuery = (target) => ({
                  on(name, listener) {
                    target.addEventListener(name, (event) => listener(event, event.detail.answer, event.detail.asked));
                  },
                });
                window.tell = (url, ...events) => document.dispatchEvent(new CustomEvent("ajaxSuccess",
                  { detail: { asked: { url }, answer: { responseJSON: { result: "success", events } } } }));
                window.muted = (...ids) => ({ type: "muted_users", id: 7, muted_users: ids.map((id) => ({ id, timestamp: 1 })) });""");
    Page othello = person.open(hamletUser);
    call(hamletUser, othelloUser);
    assertThat(Person.incoming(othello)).hasCount(1);

    othello.evaluate(
        "() => window.tell('/json/events?queue_id=1&last_event_id=6', { type: 'heartbeat' }, window.muted(10))");
    assertThat(Person.incoming(othello)).hasCount(0);

    othello.evaluate("() => window.tell('/json/messages?type=muted_users', window.muted())");
    othello.evaluate("() => window.tell('/json/events?queue_id=1&last_event_id=7', { type: 'heartbeat' })");
    assertThat(Person.incoming(othello)).hasCount(0);
    othello.evaluate("() => window.tell('/json/events?queue_id=1&last_event_id=8', window.muted(11))");
    assertThat(Person.incoming(othello)).hasCount(1);
  }

  @Test
  void enterAcceptsAndTheFocusComesBack() {
    Page othello = person("othello").open(hamletUser);
    othello.locator("#compose-textarea").focus();
    call(hamletUser, othelloUser);
    assertThat(Person.incoming(othello)).isFocused();
    othello.waitForTimeout(500);

    Page window = othello.waitForPopup(() -> othello.keyboard().press("Enter"));

    assertThat(window.locator(".zc-talk")).isVisible();
    assertThat(othello.locator("#compose-textarea")).isFocused();
  }

  @Test
  void escapeIgnores() {
    Page othello = person("othello").open(hamletUser);
    String callId = call(hamletUser, othelloUser);
    assertThat(Person.incoming(othello)).isFocused();

    othello.keyboard().press("Escape");

    assertThat(Person.incoming(othello)).hasCount(0);
    assertEquals("ringing", stateOf(callId));
  }

  @Test
  void somebodyWhoWritesLosesNoLetterAndSendsNoAnswer() {
    Page othello = person("othello").open(hamletUser);
    Locator box = othello.locator("#compose-textarea");
    box.click();
    othello.keyboard().type("To be");
    String callId = call(hamletUser, othelloUser);
    assertThat(Person.incoming(othello)).hasCount(1);

    othello.keyboard().type(" or not to be");

    assertThat(box).hasValue("To be or not to be");
    othello.keyboard().press("Enter");
    assertThat(box).hasValue("");
    assertEquals("ringing", stateOf(callId));
  }

  @Test
  void aLetterTypedIntoTheDialogGoesBackToTheMessage() {
    Page othello = person("othello").open(hamletUser);
    othello.locator("#compose-textarea").focus();
    call(hamletUser, othelloUser);
    assertThat(Person.incoming(othello)).isFocused();

    othello.keyboard().type("hello");

    assertThat(othello.locator("#compose-textarea")).hasValue("hello");
    assertThat(Person.incoming(othello)).hasCount(1);
  }

  @Test
  void theDialogTellsAssistiveTechnologyWhoCalls() {
    Page othello = person("othello").open(hamletUser);
    call(hamletUser, othelloUser);
    Locator dialog = othello.getByRole(com.microsoft.playwright.options.AriaRole.ALERTDIALOG,
        new Page.GetByRoleOptions().setName("King Hamlet"));
    assertThat(dialog).hasAccessibleDescription("Incoming video call");
    for (String name : List.of("Ignore", "Decline", "Accept")) {
      assertThat(dialog.getByRole(com.microsoft.playwright.options.AriaRole.BUTTON,
          new Locator.GetByRoleOptions().setName(name).setExact(true))).isVisible();
    }
  }

  @Test
  void whatIsReadOutComesIntoARegionThatWasThereBefore() {
    Page othello = person("othello").open(hamletUser);
    assertThat(othello.locator(".zc-live")).hasText("");
    othello.evaluate("() => { window.live = document.querySelector('.zc-live'); }");
    call(hamletUser, othelloUser);
    assertThat(othello.locator(".zc-live")).hasText("King Hamlet is calling");
    assertEquals(true, othello.evaluate("() => window.live.isConnected && window.live.ariaLive === 'assertive'"));
  }

  @Test
  void theTitleBlinksAndIsItselfAgain() {
    Page othello = person("othello").open(hamletUser);
    String title = othello.title();
    String callId = call(hamletUser, othelloUser);
    othello.waitForFunction("() => document.title === 'King Hamlet is calling'");
    othello.waitForFunction("title => document.title === title", title);

    Client.of(hamletUser).post(path(callId, "cancel"));

    assertThat(Person.incoming(othello)).hasCount(0);
    assertThat(othello).hasTitle(title);
  }

  @Test
  void thePhoneVibratesUntilTheAnswer() {
    Person person = person("othello");
    person.context().addInitScript("window.vibrations = []; navigator.vibrate = (p) => window.vibrations.push(p)");
    Page othello = person.open(hamletUser);
    othello.mouse().click(600, 300);
    call(hamletUser, othelloUser);
    assertThat(Person.incoming(othello)).hasCount(1);
    assertTrue((Boolean) othello.evaluate("() => window.vibrations.length > 0"));

    Person.press(othello, "Decline");

    othello.waitForFunction("() => window.vibrations.at(-1) === 0");
  }

  @Test
  void aClockThatIsWrongChangesNothing() {
    Person person = person("othello");
    person.context().addInitScript("""
        const RealDate = Date;
        window.Date = class extends RealDate {
          constructor(...given) { super(...(given.length ? given : [RealDate.now() + 86400000])); }
          static now() { return RealDate.now() + 86400000; }
        };""");
    Page othello = person.open(hamletUser);
    call(hamletUser, othelloUser);
    assertThat(Person.incoming(othello)).hasCount(1);
    Page window = othello.waitForPopup(() -> Person.press(othello, "Accept"));
    assertThat(window.locator(".zc-time")).hasText(java.util.regex.Pattern.compile("0:0\\d"));
  }

  @Test
  void whatHasLongBeenOverIsForgottenByAllTabs() {
    Person desk = person("othello");
    desk.context().addInitScript("""
        window.heard = [];
        const listen = BroadcastChannel.prototype.addEventListener;
        BroadcastChannel.prototype.addEventListener = function (name, listener) {
          listen.call(this, name, (event) => {
            window.heard.push(event.data.call?.call_id);
            listener(event);
          });
        };""");
    desk.context().clock().install();
    List<Page> tabs = List.of(desk.open(hamletUser), desk.open(hamletUser));
    String over = call(hamletUser, othelloUser);
    tabs.forEach(tab -> assertThat(Person.incoming(tab)).hasCount(1));
    Client.of(hamletUser).post(path(over, "cancel"));
    tabs.forEach(tab -> assertThat(Person.incoming(tab)).hasCount(0));
    desk.context().clock().runFor(61_000);
    String open = call(hamletUser, othelloUser);
    tabs.forEach(tab -> assertThat(Person.incoming(tab)).hasCount(1));

    Page third = desk.open(hamletUser);

    assertThat(Person.incoming(third)).hasCount(1);
    third.waitForFunction("open => window.heard.filter((id) => id === open).length >= 2", open);
    assertEquals(false, third.evaluate("over => window.heard.includes(over)", over));
  }

  @Test
  void whenTheTabThatListensDiesAnotherOneListensWithinSeconds() {
    Person desk = person("othello");
    Page first = desk.open(hamletUser);
    Page second = desk.open(hamletUser);
    String callId = call(hamletUser, othelloUser);
    assertThat(Person.incoming(second)).hasCount(1);
    first.close();
    Client.of(hamletUser).post(path(callId, "cancel"));
    assertThat(Person.incoming(second)).hasCount(0);
    call(hamletUser, othelloUser);
    assertThat(Person.incoming(second)).hasCount(1);
  }

  @Test
  void whenTheTabThatListensAndSoundsCrashesAnotherOneTakesOverWithinSeconds() {
    expectNoise();
    Person desk = person("othello");
    Page first = desk.open(hamletUser);
    Page second = desk.open(hamletUser);
    List.of(first, second).forEach(tab -> tab.mouse().click(600, 300));
    String callId = call(hamletUser, othelloUser);
    assertThat(first.locator("#zc-root")).hasAttribute("data-sound", "ring");
    assertThat(second.locator("#zc-root")).hasAttribute("data-sound", "off");

    crash(first, second);

    assertThat(second.locator("#zc-root")).hasAttribute("data-sound", "ring");
    Client.of(hamletUser).post(path(callId, "cancel"));
    assertThat(Person.incoming(second)).hasCount(0);
  }

  private static void crash(Page page, Page other) {
    boolean[] crashed = {false};
    page.onCrash(gone -> crashed[0] = true);
    try {
      page.navigate("chrome://crash", new Page.NavigateOptions().setTimeout(2_000));
    } catch (com.microsoft.playwright.PlaywrightException expected) {
      // nobody is there to answer
    }
    other.waitForCondition(() -> crashed[0]);
  }

  @Test
  void withoutLiveEventsALongPollRings() {
    longPollRings(person("othello"));
  }

  /** Safari before 17, Firefox before 112. */
  @Test
  void inABrowserWithoutTheSizeOfAQueryALongPollRingsToo() {
    Person person = person("othello");
    person.context().addInitScript("delete URLSearchParams.prototype.size");
    longPollRings(person);
  }

  private void longPollRings(Person person) {
    expectNoise();
    person.context()
        .route(url -> url.contains("/api/v1/calls/events?alive="),
            route -> route.fulfill(new com.microsoft.playwright.Route.FulfillOptions().setStatus(500)));
    Page othello = person.open(hamletUser);
    othello.waitForTimeout(300);
    call(hamletUser, othelloUser);
    assertThat(Person.incoming(othello)).hasCount(1);
    Person.press(othello, "Decline");
    assertThat(Person.incoming(othello)).hasCount(0);
  }

  @Test
  void aHiddenTabThatSleptListensAnew() {
    Person person = person("othello");
    person.context().addInitScript("Object.defineProperty(document, 'hidden', { value: true })");
    person.context().clock().install();
    AtomicInteger streams = new AtomicInteger();
    person.context().onRequest(request -> {
      if (request.url().contains("/api/v1/calls/events")) {
        streams.incrementAndGet();
      }
    });
    Page othello = person.open(hamletUser);
    call(hamletUser, othelloUser);
    assertThat(Person.incoming(othello)).hasCount(1);
    int before = streams.get();
    othello.clock().fastForward(60_000);
    othello.waitForTimeout(500);
    assertEquals(before, streams.get());

    othello.clock().fastForward(600_000);

    othello.waitForCondition(() -> streams.get() > before);
  }

  @Test
  void aStreamOfWhichNothingIsHeardIsOpenedAnew() {
    Person person = person("othello");
    person.context().addInitScript("""
        window.streams = [];
        window.EventSource = class extends EventSource {
          constructor(url) {
            super(url);
            window.streams.push(this);
          }
        };""");
    person.context().clock().install();
    Page othello = person.open(hamletUser);
    call(hamletUser, othelloUser);
    assertThat(Person.incoming(othello)).hasCount(1);
    Object first = othello.evaluate("() => window.streams.length");

    for (int minutes = 0; minutes < 3; minutes++) {
      othello.clock().runFor(60_000);
      othello.evaluate("() => window.streams.at(-1).dispatchEvent(new MessageEvent('alive', { data: '{}' }))");
    }
    assertEquals(first, othello.evaluate("() => window.streams.length"));

    othello.clock().runFor(80_000);
    assertEquals((Integer) first + 1, othello.evaluate("() => window.streams.length"));
    assertEquals(2, othello.evaluate("() => window.streams.at(-2).readyState"));
  }

  @Test
  void withoutAnyEventsTheHistoryIsPolled() {
    expectNoise();
    Person person = person("othello");
    person.context()
        .route(url -> url.contains("/api/v1/calls/events"),
            route -> route.fulfill(new com.microsoft.playwright.Route.FulfillOptions().setStatus(404)
                .setContentType("application/json")
                .setBody("{\"result\":\"error\",\"code\":\"NOT_FOUND\",\"msg\":\"Not found\"}")));
    Page othello = person.open(hamletUser);
    String callId = call(hamletUser, othelloUser);
    assertThat(Person.incoming(othello)).hasCount(1);
    Client.of(hamletUser).post(path(callId, "cancel"));
    assertThat(Person.incoming(othello)).hasCount(0);
  }

  @Test
  void anAnswerThatDoesNotGetThroughLetsItRingOn() {
    expectNoise();
    Person person = person("othello");
    person.context().addInitScript("window.zulipCalls = { retries: 0 }");
    person.context().route("**/respond", route -> route.abort());
    Page othello = person.open(hamletUser);
    call(hamletUser, othelloUser);
    Person.incoming(othello).getByText("Decline").click(SOON);
    assertThat(othello.locator(".zc-banner")).containsText("The call could not be answered");
    assertThat(Person.incoming(othello)).hasCount(1);
  }
}
