package org.zulipcalls.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.zulipcalls.testing.Client;

import com.microsoft.playwright.Page;

import io.quarkus.test.junit.QuarkusTest;

/** What is heard (issue 4, item 2). */
@QuarkusTest
class SoundTest extends BrowserTest {

  @Test
  void anUntouchedPageRingsVisiblyAndIsHeardFromTheFirstTouchOn() {
    Person desk = person("othello");
    // Playwright's own scripts count as touches, so what a browser says of an untouched page is told by hand.
    desk.context().addInitScript("""
        Object.defineProperty(navigator, "userActivation", { value: { hasBeenActive: false, isActive: false } });
        Audio.prototype.play = () => Promise.reject(new DOMException("untouched", "NotAllowedError"));""");
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
  void oneTabOfSeveralMakesTheSoundAndAnotherTakesOverWhenItDies() {
    Person desk = person("othello");
    List<Page> tabs = List.of(desk.open(hamletUser), desk.open(hamletUser), desk.open(hamletUser));
    tabs.forEach(tab -> tab.mouse().click(600, 300));
    call(hamletUser, othelloUser);
    tabs.forEach(tab -> assertThat(Person.incoming(tab)).hasCount(1));
    assertThat(tabs.get(0).locator("#zc-root")).hasAttribute("data-sound", "ring");
    assertEquals(1, sounding(tabs.stream()));

    tabs.get(0).close();

    tabs.get(1).waitForTimeout(500);
    assertEquals(1, sounding(tabs.stream().skip(1)));
  }

  @Test
  void withoutWebLocksALeaseDecidesWhoSounds() {
    Person desk = person("othello");
    desk.context().addInitScript("Object.defineProperty(navigator, 'locks', { value: undefined })");
    List<Page> tabs = List.of(desk.open(hamletUser), desk.open(hamletUser));
    tabs.forEach(tab -> tab.mouse().click(600, 300));
    tabs.get(0).waitForTimeout(2_500);
    call(hamletUser, othelloUser);
    tabs.forEach(tab -> assertThat(Person.incoming(tab)).hasCount(1));
    assertEquals(1, sounding(tabs.stream()));

    tabs.get(0).close();

    assertThat(tabs.get(1).locator("#zc-root")).hasAttribute("data-sound", "ring");
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

  private static long sounding(Stream<Page> tabs) {
    return tabs.filter(tab -> "ring".equals(tab.locator("#zc-root").getAttribute("data-sound"))).count();
  }
}
