package org.zulipcalls.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.UUID;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.zulipcalls.testing.Client;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;

import io.quarkus.test.junit.QuarkusTest;

/** Whoever calls somebody who talks may wait, and is rung through. */
@QuarkusTest
class WaitTest extends BrowserTest {

  private static final LocatorAssertions.ContainsTextOptions PATIENTLY = new LocatorAssertions.ContainsTextOptions()
      .setTimeout(10_000);
  private static final Page.WaitForPopupOptions SOON = new Page.WaitForPopupOptions().setTimeout(10_000);

  private String talk;
  private Person hamlet;
  private Page page;

  @BeforeEach
  void othelloTalks() {
    expectNoise("409 (Conflict)");
    talk = answeredCall(zulip.user("iago"), othelloUser);
    hamlet = person("hamlet");
    page = hamlet.open(othelloUser);
  }

  private void pressCall() {
    page.locator("#compose .video_link").click();
    assertThat(Person.outgoing(page)).containsText("Wait until free?");
  }

  private void waitForOthello() {
    pressCall();
    Person.press(page, "Wait");
    assertThat(Person.outgoing(page)).containsText("Waiting until free …");
  }

  private void endTalk() {
    Client.of(othelloUser).post(path(talk, "end")).then().statusCode(200);
  }

  private List<String> line() {
    return database.texts("SELECT queue_id FROM call_queue");
  }

  private List<String> hamletsCalls() {
    return database.texts("SELECT state FROM call WHERE initiator_id = ?", (long) hamletUser.userId());
  }

  @Test
  void whoWaitsIsRungThroughAndTheWindowOpens() {
    waitForOthello();
    assertEquals(1, line().size());
    assertEquals(1, hamlet.context().pages().size());
    Page othello = person("othello").open(hamletUser);

    Page window = page.waitForPopup(SOON, this::endTalk);

    window.waitForURL("**/calls/embed/*");
    assertThat(Person.outgoing(page)).hasCount(1);
    assertThat(Person.outgoing(page)).containsText("Ringing", PATIENTLY);
    othello.waitForPopup(() -> Person.press(othello, "Accept"));
    assertThat(window.locator(".zc-talk")).isVisible();
    assertThat(Person.outgoing(page)).containsText("Othello");
  }

  @Test
  void whereTheWindowIsBlockedTheCardAsksForIt() {
    waitForOthello();
    page.mouse().click(600, 300);
    page.evaluate("() => { window.reallyOpen = window.open; window.open = () => null; }");
    String title = page.title();
    endTalk();
    assertThat(Person.outgoing(page)).containsText("Calling", PATIENTLY);
    page.waitForFunction("() => document.title === 'Othello, the Moor of Venice is free'");
    assertThat(page.locator("#zc-root")).hasAttribute("data-sound", "ringback");
    assertThat(Person.outgoing(page)).isFocused();
    Person.shoot(page, "wait-begun-light-1280");
    page.evaluate("() => { window.open = window.reallyOpen; }");
    page.waitForTimeout(500);
    Page window = page.waitForPopup(() -> page.keyboard().press("Enter"));
    window.waitForURL("**/calls/embed/*");
    page.waitForFunction("title => document.title === title", title);
    assertThat(page.locator(".zc-banner")).hasCount(0);
  }

  @Test
  void theQuestionIsADialogForKeyboardAndAssistiveTechnology() {
    pressCall();
    Locator dialog = page.getByRole(AriaRole.ALERTDIALOG, new Page.GetByRoleOptions().setName("Wait until free?"));
    assertThat(dialog).isFocused();
    page.keyboard().press("Escape");
    assertThat(Person.outgoing(page)).hasCount(0);
    assertThat(page.locator("#compose .video_link")).isFocused();
    assertEquals(List.of(), line());
    page.waitForTimeout(1_100);

    pressCall();
    page.waitForTimeout(500);
    page.keyboard().press("Enter");
    assertThat(page.getByRole(AriaRole.STATUS, new Page.GetByRoleOptions().setName("Waiting until free"))).isVisible();
    assertThat(page.locator(".zc-live")).hasText("Waiting until free …");
    assertEquals(1, line().size());
  }

  @Test
  void oneStopsWaiting() {
    waitForOthello();
    Person.press(page, "Stop waiting");
    assertThat(Person.outgoing(page)).hasCount(0);
    assertEquals(List.of(), line());
    endTalk();
    page.waitForTimeout(2_500);
    assertEquals(List.of(), hamletsCalls());
  }

  @Test
  void whoStopsAsItBeginsHangsUp() {
    expectNoise();
    waitForOthello();
    page.evaluate("() => { window.open = () => null; }");
    // The card does not know yet: live events are late.
    page.evaluate("() => { window.lateCard = document.querySelector('.zc-outgoing button'); }");
    String queueId = line().get(0);
    endTalk();
    Awaitility.await()
        .until(() -> database.count("SELECT count(*) FROM call WHERE call_id = ?",
            UUID.fromString(queueId)) == 1);
    page.evaluate("() => window.lateCard.click()");
    Awaitility.await().untilAsserted(() -> assertEquals(List.of("cancelled"), hamletsCalls()));
  }

  @Test
  void whoWaitsIsToldTheirPlaceInTheLine() {
    Client.of(newUser("carol")).post(API + "/create", "user_id", othelloUser.userId(), "queue", "true");
    pressCall();
    Person.press(page, "Wait");
    assertThat(Person.outgoing(page)).containsText("Waiting until free, 1 before you …");
    database.update("DELETE FROM call_queue WHERE initiator_id <> ?", (long) hamletUser.userId());
    assertThat(Person.outgoing(page)).containsText("Waiting until free …",
        new LocatorAssertions.ContainsTextOptions().setTimeout(15_000));
  }

  @Test
  void theEndOfTheWaitIsToldAndOneMayWaitAgain() {
    waitForOthello();
    database.update("UPDATE call_queue SET expires_at = now()");
    assertThat(Person.outgoing(page)).containsText("Not free for too long. Wait again?",
        new LocatorAssertions.ContainsTextOptions().setTimeout(20_000));
    Person.press(page, "Wait");
    assertThat(Person.outgoing(page)).containsText("Waiting until free …");
    assertThat(Person.outgoing(page)).hasCount(1);
    assertEquals(1, line().size());
  }

  @Test
  void afterAReloadByKeyTheWaitGoesOn() {
    waitForOthello();
    page.keyboard().press("F5");
    page.reload();
    assertThat(Person.outgoing(page)).containsText("Waiting until free …");
    assertEquals(1, line().size());
    assertEquals(1, database.count("SELECT count(*) FROM call_queue WHERE kept_until > now()"), "The tab keeps it");
    page.waitForPopup(SOON, this::endTalk).waitForURL("**/calls/embed/*");
  }

  @Test
  void whoClosesTheTabStopsWaiting() {
    waitForOthello();
    page.close(new Page.CloseOptions().setRunBeforeUnload(true));
    Awaitility.await().untilAsserted(() -> assertEquals(List.of(), line()));
  }

  /** Opened by a script, a window has a copy of the session's storage, as the browser's "Duplicate tab" makes one. */
  @Test
  void aDuplicateOfTheTabLeavesTheWaitToTheFirst() {
    waitForOthello();
    Page duplicate = page.waitForPopup(() -> page.evaluate("() => { window.open(location.href); }"));
    duplicate.waitForFunction("() => typeof window.zulipCalls?.takeOver === 'function'");
    duplicate.waitForTimeout(1_000);
    assertThat(Person.outgoing(duplicate)).hasCount(0);
    duplicate.waitForClose(() -> duplicate.close(new Page.CloseOptions().setRunBeforeUnload(true)));
    page.waitForTimeout(1_000);
    assertEquals(1, line().size());
    assertThat(Person.outgoing(page)).containsText("Waiting until free …");
    page.waitForPopup(SOON, this::endTalk).waitForURL("**/calls/embed/*");
  }

  @Test
  void whoIsFreeMeanwhileIsCalledAtOnce() {
    pressCall();
    endTalk();
    page.waitForPopup(() -> Person.press(page, "Wait")).waitForURL("**/calls/embed/*");
    assertEquals(List.of(), line());
    assertThat(Person.outgoing(page)).containsText("Calling");
    assertThat(Person.outgoing(page)).hasCount(1);
  }

  @Test
  void aCallThatStandsNoMoreLeavesNoEmptyWindow() {
    expectNoise();
    pressCall();
    page.route("**/api/v1/calls/create-embedded", route -> route.fulfill(new Route.FulfillOptions().setStatus(409)
        .setContentType("application/json")
        .setBody(
            "{\"result\":\"error\",\"code\":\"CALL_IN_PROGRESS\",\"msg\":\"There is a call\",\"existing_call_id\":\"%s\"}"
                .formatted(UUID.randomUUID()))));
    Page window = page.waitForPopup(() -> Person.press(page, "Wait"));
    page.waitForCondition(window::isClosed);
    assertThat(page.locator(".zc-banner")).containsText("There is a call");
  }

  @Test
  void questionAndWaitFitEveryWidthAndTheme() {
    for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
      for (int width : List.of(1280, 360)) {
        page = person("hamlet", options -> options.setColorScheme(scheme).setViewportSize(width, 700))
            .open(othelloUser);
        page.evaluate("() => window.zulipCalls.call(12)");
        Locator card = Person.outgoing(page);
        assertThat(card).containsText("Wait until free?");
        page.waitForTimeout(250);
        String name = scheme.name().toLowerCase(java.util.Locale.ROOT) + "-" + width;
        Person.shoot(page, "wait-question-" + name);
        Person.press(page, "Wait");
        assertThat(card).containsText("Waiting until free …");
        page.waitForTimeout(250);
        Person.shoot(page, "wait-" + name);
        var box = card.boundingBox();
        org.junit.jupiter.api.Assertions.assertTrue(box.x >= 0 && box.x + box.width <= width, name);
        Person.press(page, "Stop waiting");
        assertThat(card).hasCount(0);
      }
    }
  }
}
