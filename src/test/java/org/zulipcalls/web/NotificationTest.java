package org.zulipcalls.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.zulipcalls.testing.Client;

import com.microsoft.playwright.Page;

import io.quarkus.test.junit.QuarkusTest;

/** Desktop notifications (issue 4, item 2): for those who do not look at any of their tabs. */
@QuarkusTest
class NotificationTest extends BrowserTest {

  private Person othello;

  @BeforeEach
  void othelloSitsDown() {
    othello = person("othello");
    othello.context().addInitScript("""
        window.isHidden = false;
        Object.defineProperty(document, "hidden", { get: () => window.isHidden });
        window.notifications = [];
        window.Notification = class extends EventTarget {
          static permission = "granted";
          constructor(title, options) {
            super();
            window.notifications.push({ title, body: options.body, silent: options.silent, open: true });
            this.entry = window.notifications.at(-1);
          }
          close() { this.entry.open = false; }
        };""");
  }

  private static void hide(Page page, boolean hidden) {
    page.evaluate("hidden => { window.isHidden = hidden; document.dispatchEvent(new Event('visibilitychange')); }",
        hidden);
  }

  private static Object notifications(Page page) {
    return page.evaluate("() => window.notifications");
  }

  @Test
  void aHiddenTabNotifiesUntilTheAnswer() {
    Page page = othello.open(hamletUser);
    page.mouse().click(600, 300);
    hide(page, true);
    String callId = call(hamletUser, othelloUser);
    page.waitForFunction("() => window.notifications.length === 1");
    assertEquals(
        List.of(
            Map.of("title", "King Hamlet is calling", "body", "Incoming video call", "silent", true, "open", true)),
        notifications(page));
    Client.of(othelloUser).post(path(callId, "respond"), "response", "accept");
    page.waitForFunction("() => !window.notifications[0].open");
  }

  @Test
  void aTabThatIsLookedAtDoesNot() {
    Page page = othello.open(hamletUser);
    call(hamletUser, othelloUser);
    assertThat(Person.incoming(page)).hasCount(1);
    page.waitForTimeout(500);
    assertEquals(List.of(), notifications(page));
  }

  @Test
  void noneOfTheTabsNotifiesWhileOneIsLookedAt() {
    Page seen = othello.open(hamletUser);
    Page hidden = othello.open(hamletUser);
    hide(hidden, true);
    call(hamletUser, othelloUser);
    assertThat(Person.incoming(hidden)).hasCount(1);
    hidden.waitForTimeout(500);
    assertEquals(List.of(), notifications(hidden));
    assertEquals(List.of(), notifications(seen));
  }

  @Test
  void noneNotifiesEitherWhileOneNewsFollowsAnother() {
    othello.open(hamletUser);
    Page hidden = othello.open(hamletUser);
    hide(hidden, true);
    call(hamletUser, othelloUser);
    assertThat(Person.incoming(hidden)).hasCount(1);
    hidden.evaluate("() => { setInterval(() => document.dispatchEvent(new Event('visibilitychange')), 50); }");
    hidden.waitForTimeout(1_000);
    assertEquals(List.of(), notifications(hidden));
  }

  @Test
  void whoLooksAwayWhileItRingsIsNotified() {
    Page page = othello.open(hamletUser);
    call(hamletUser, othelloUser);
    assertThat(Person.incoming(page)).hasCount(1);
    hide(page, true);
    page.waitForFunction("() => window.notifications.length === 1");
  }

  private boolean isSilent(Page page) {
    page.waitForFunction("() => window.notifications.length === 1");
    return (boolean) page.evaluate("() => window.notifications[0].silent");
  }

  @Test
  void whereTheBrowserKeepsTheTabSilentTheNotificationSounds() {
    othello.staysUntouched();
    Page page = othello.open(hamletUser);
    hide(page, true);
    call(hamletUser, othelloUser);
    assertFalse(isSilent(page));
  }

  @Test
  void whereAnotherTabSoundsTheNotificationIsSilent() {
    Page sounding = othello.open(hamletUser);
    sounding.mouse().click(600, 300);
    hide(sounding, true);
    othello.staysUntouched();
    Page page = othello.open(hamletUser);
    hide(page, true);
    call(hamletUser, othelloUser);
    assertTrue(isSilent(page));
  }

  @Test
  void whoWantsNoSoundHasNoneOfTheNotificationEither() {
    othello.staysUntouched();
    othello.context().addInitScript("window.zulipCalls = { sound: false }");
    Page page = othello.open(hamletUser);
    hide(page, true);
    call(hamletUser, othelloUser);
    assertTrue(isSilent(page));
  }
}
