package org.zulipcalls.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.zulipcalls.testing.Client;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;

import io.quarkus.test.junit.QuarkusTest;

/** What is heard (issue 4, item 2). */
@QuarkusTest
class SoundTest extends BrowserTest {

  private Person untouched() {
    Person desk = person("othello");
    desk.staysUntouched();
    return desk;
  }

  @Test
  void anUntouchedPageRingsVisiblyAndIsHeardFromTheFirstTouchOn() {
    Person desk = untouched();
    Page othello = desk.open(hamletUser);
    call(hamletUser, othelloUser);
    assertThat(Person.incoming(othello)).hasCount(1);
    assertThat(othello.locator("#zc-root")).hasAttribute("data-sound", "blocked");
    assertThat(othello.locator(".zc-hint")).isVisible();
    Person.shoot(othello, "ring-blocked-light-1280");

    othello.mouse().click(600, 300);

    assertThat(othello.locator("#zc-root")).hasAttribute("data-sound", "ring");
    assertThat(othello.locator(".zc-hint")).isHidden();
  }

  @Test
  void aTouchCountsWhenTheFingerIsLifted() {
    Person desk = untouched();
    Page othello = desk.open(hamletUser);
    call(hamletUser, othelloUser);
    assertThat(othello.locator("#zc-root")).hasAttribute("data-sound", "blocked");

    // Dispatched by hand: Playwright's own tap sends mouse events after it, which would count too.
    othello.locator("body").dispatchEvent("pointerup");

    assertThat(othello.locator("#zc-root")).hasAttribute("data-sound", "ring");
  }

  @Test
  void aTabThatSoundsIsBelievedInForOneRing() {
    Person desk = untouched();
    Page othello = desk.open(hamletUser);
    String callId = call(hamletUser, othelloUser);
    assertThat(othello.locator(".zc-hint")).isVisible();

    othello.evaluate("() => new BroadcastChannel('zulip-calls-12').postMessage({ type: 'sounding', on: true })");
    assertThat(othello.locator(".zc-hint")).isHidden();
    Client.of(hamletUser).post(path(callId, "cancel"));
    assertThat(Person.incoming(othello)).hasCount(0);

    call(hamletUser, othelloUser);
    assertThat(othello.locator(".zc-hint")).isVisible();
  }

  @Test
  void oneTabOfSeveralMakesTheSoundAndAnotherTakesOverWhenItDies() {
    Person desk = person("othello");
    List<Page> tabs = List.of(desk.open(hamletUser), desk.open(hamletUser), desk.open(hamletUser));
    tabs.forEach(tab -> tab.mouse().click(600, 300));
    call(hamletUser, othelloUser);
    tabs.forEach(tab -> assertThat(Person.incoming(tab)).hasCount(1));
    theOneThatSoundsDiesAndAnotherTakesOver(tabs);
  }

  @Test
  void withoutWebLocksALeaseDecidesWhoSounds() {
    Person desk = person("othello");
    desk.context().addInitScript("Object.defineProperty(navigator, 'locks', { value: undefined })");
    List<Page> tabs = List.of(desk.open(hamletUser), desk.open(hamletUser));
    tabs.forEach(tab -> tab.mouse().click(600, 300));
    call(hamletUser, othelloUser);
    tabs.forEach(tab -> assertThat(Person.incoming(tab)).hasCount(1));
    theOneThatSoundsDiesAndAnotherTakesOver(tabs);
  }

  private static void theOneThatSoundsDiesAndAnotherTakesOver(List<Page> tabs) {
    tabs.get(0).waitForCondition(() -> sounding(tabs).size() == 1);
    tabs.get(0).waitForTimeout(500);
    Page first = sounding(tabs).get(0);
    List<Page> others = tabs.stream().filter(tab -> tab != first).toList();
    assertEquals(List.of(), sounding(others));

    first.close();

    others.get(0).waitForCondition(() -> sounding(others).size() == 1);
    others.get(0).waitForTimeout(500);
    assertEquals(1, sounding(others).size());
  }

  /** A browser in which the script's audio context can be looked at. */
  private Person listener() {
    Person desk = person("othello");
    desk.context().addInitScript("""
        window.AudioContext = class extends AudioContext {
          constructor() {
            super();
            window.context = this;
          }
        };""");
    return desk;
  }

  private static void awaitContext(Page page, String state) {
    page.waitForFunction("state => window.context?.state === state", state);
  }

  @Test
  void whatTheBrowserSuspendedSoundsAgain() {
    Page othello = listener().open(hamletUser);
    othello.mouse().click(600, 300);
    call(hamletUser, othelloUser);
    assertThat(othello.locator("#zc-root")).hasAttribute("data-sound", "ring");
    othello.evaluate("() => window.context.suspend()");
    assertThat(othello.locator("#zc-root")).not().hasAttribute("data-sound", "ring");
    othello.mouse().click(600, 300);
    assertThat(othello.locator("#zc-root")).hasAttribute("data-sound", "ring");
  }

  @Test
  void aPageThatWantsNoSoundLetsTheMachineSleep() {
    Page othello = listener().open(hamletUser);
    othello.mouse().click(600, 300);
    awaitContext(othello, "suspended");

    String callId = call(hamletUser, othelloUser);

    assertThat(othello.locator("#zc-root")).hasAttribute("data-sound", "ring");
    othello.waitForTimeout(1_500);
    awaitContext(othello, "running");
    Client.of(hamletUser).post(path(callId, "cancel"));
    assertThat(othello.locator("#zc-root")).hasAttribute("data-sound", "off");
    awaitContext(othello, "suspended");
    othello.mouse().click(600, 300);
    othello.waitForTimeout(200);
    awaitContext(othello, "suspended");
  }

  @Test
  void whoeverWritesTellsTheOtherTabsNothing() {
    Person desk = person("othello");
    desk.context().addInitScript("""
        window.sent = [];
        const post = BroadcastChannel.prototype.postMessage;
        BroadcastChannel.prototype.postMessage = function (message) {
          window.sent.push(message.type);
          post.call(this, message);
        };""");
    Page othello = desk.open(hamletUser);
    othello.locator("#compose-textarea").click();
    othello.waitForTimeout(300);
    Object before = othello.evaluate("() => window.sent.length");

    othello.keyboard().type("To be or not to be");

    othello.waitForTimeout(300);
    assertEquals(before, othello.evaluate("() => window.sent.length"));
    call(hamletUser, othelloUser);
    assertThat(othello.locator("#zc-root")).hasAttribute("data-sound", "ring");
    assertEquals(true, othello.evaluate("() => window.sent.includes('sounding')"));
  }

  @Test
  void aCallWindowThatIsLeftOpenKeepsNoTabSilent() {
    Person desk = person("othello");
    Page othello = desk.open(hamletUser);
    String callId = call(hamletUser, othelloUser);
    Page window = desk.context().newPage();
    window.navigate(desk.home() + "/calls/embed/" + callId);
    window.mouse().click(20, 20);
    Client.of(hamletUser).post(path(callId, "cancel"));
    assertThat(window.locator(".zc-person")).containsText("cancelled");
    othello.reload();
    othello.mouse().click(600, 300);

    call(hamletUser, othelloUser);

    assertThat(othello.locator("#zc-root")).hasAttribute("data-sound", "ring");
  }

  @Test
  void whoCallsAgainFromTheCallsWindowHearsRingbackAndNoOtherRing() {
    Page hamlet = person("hamlet").open(othelloUser);
    Page window = callFrom(hamlet, ".video_link");
    window.waitForURL("**/calls/embed/**");
    String first = database.texts("SELECT call_id FROM call").get(0);
    Client.of(othelloUser).post(path(first, "respond"), "response", "decline");

    window.getByText("Call again").click();

    window.waitForURL(url -> url.contains("/calls/embed/") && !url.endsWith(first));
    assertThat(window.locator(".zc-person")).containsText("Calling");
    hamlet.waitForCondition(() -> hamlet.locator("[data-sound=ringback]").count()
        + window.locator("[data-sound=ringback]").count() == 1);
    call(zulip.user("iago"), hamletUser);
    assertThat(hamlet.locator(".zc-incoming[data-silent]")).hasCount(1);
  }

  @Test
  void theCallerHearsRingbackInOneWindowUntilTheAnswer() {
    Page othello = person("othello").open(hamletUser);
    Page hamlet = person("hamlet").open(othelloUser);
    Page window = callFrom(hamlet, ".video_link");
    hamlet.waitForCondition(() -> hamlet.locator("[data-sound=ringback]").count()
        + window.locator("[data-sound=ringback]").count() == 1);

    Person.press(othello, "Accept");

    assertThat(hamlet.locator("[data-sound=ringback]")).hasCount(0);
    assertThat(window.locator("[data-sound=ringback]")).hasCount(0);
  }

  @Test
  void theRingbackEndsWhenItsTimeIsOverEvenIfNothingIsHeardOfTheCallsEnd() {
    expectNoise();
    Person desk = person("hamlet");
    desk.context().clock().install();
    Page hamlet = desk.open(othelloUser);
    Page window = callFrom(hamlet, ".video_link");
    assertThat(window.locator(".zc-person")).containsText("Calling");
    hamlet.waitForCondition(() -> hamlet.locator("[data-sound=ringback]").count()
        + window.locator("[data-sound=ringback]").count() == 1);
    desk.context().route(url -> url.contains("/calls/events") || url.contains("/status"), Route::abort);

    hamlet.clock().fastForward(120_000);
    window.clock().fastForward(120_000);

    hamlet.waitForCondition(() -> hamlet.locator("[data-sound=ringback]").count()
        + window.locator("[data-sound=ringback]").count() == 0);
    assertThat(hamlet.locator("#zc-root")).hasAttribute("data-sound", "off");
    assertThat(window.locator("#zc-stage")).hasAttribute("data-sound", "off");
    assertThat(Person.outgoing(hamlet)).containsText("Calling");
  }

  @Test
  void theCallerHearsTheToneForNo() {
    expectNoise();
    person("othello").open(hamletUser);
    Page hamlet = person("hamlet").open(othelloUser);
    Page window = callFrom(hamlet, ".video_link");
    window.waitForURL("**/calls/embed/**");
    window.close();
    assertThat(Person.outgoing(hamlet)).containsText("cancelled");
    hamlet.waitForTimeout(1_100);
    hamlet.evaluate("() => { window.open = () => null; }");
    hamlet.locator("#compose .audio_link").click();
    assertThat(hamlet.locator("#zc-root")).hasAttribute("data-sound", "ringback");
    String callId = database.texts("SELECT call_id FROM call WHERE ended_at IS NULL").get(0);

    Client.of(othelloUser).post(path(callId, "respond"), "response", "decline");

    assertThat(hamlet.locator("#zc-root")).hasAttribute("data-sound", "busy");
    assertThat(hamlet.locator("#zc-root")).hasAttribute("data-sound", "off");
  }

  @Test
  void switchedOffThereIsNoSound() {
    Person desk = person("othello");
    desk.context().addInitScript("window.zulipCalls = { sound: false }");
    Page othello = desk.open(hamletUser);
    othello.mouse().click(600, 300);
    call(hamletUser, othelloUser);
    assertThat(Person.incoming(othello)).hasCount(1);
    assertThat(othello.locator("#zc-root")).hasAttribute("data-sound", "off");
    assertThat(othello.locator(".zc-hint")).isHidden();
  }

  private static List<Page> sounding(List<Page> tabs) {
    return tabs.stream().filter(tab -> tab.locator("#zc-root[data-sound=ring]").count() == 1).toList();
  }
}
