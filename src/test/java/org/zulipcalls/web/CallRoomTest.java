package org.zulipcalls.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.MouseButton;

import io.quarkus.test.junit.QuarkusTest;

/** Who talks is in the room once, and out of it as soon as they want to be. */
@QuarkusTest
class CallRoomTest extends BrowserTest {

  private static final String END = "**/end";
  private final List<String> entered = new CopyOnWriteArrayList<>();
  private BrowserContext browser;
  private String callId;
  private Page page;

  @BeforeEach
  void hamletTalks() {
    callId = answeredCall(hamletUser, othelloUser);
    Person hamlet = person("hamlet");
    browser = hamlet.context();
    entered.clear();
    page = pageOf(hamlet, callId);
    JitsiStandIn.roomIn(page);
    page.onFrameAttached(frame -> entered.add(frame.url()));
  }

  /** The service is away when somebody hangs up. */
  private void keepEndFromTheService() {
    expectNoise();
    browser.route(END, route -> route.fulfill(new Route.FulfillOptions().setStatus(503)));
  }

  private void isOutOfTheRoom() {
    assertThat(page.locator(".zc-person-line")).hasText("Hanging up …");
    assertThat(page.locator("iframe")).hasCount(0);
    assertThat(page.locator(".zc-person-line")).hasText("The call is not over yet.");
    assertThat(page.locator(".zc-fault")).isVisible();
    assertEquals(List.of(), entered);
    assertEquals("active", stateOf(callId));
  }

  @Test
  void whoHangsUpIsOutAtOnceAndMayHangUpOnceMoreWhereTheServiceWasAway() {
    keepEndFromTheService();
    button(page, "Hang up").click();
    isOutOfTheRoom();
    assertThat(button(page, "Hang up")).isFocused();
    Person.shoot(page, "page-not-ended-light-1280");

    browser.unroute(END);
    button(page, "Hang up").click();

    assertThat(page.locator(".zc-person")).containsText("The call has ended");
    assertEquals("ended", stateOf(callId));
    assertEquals(List.of(), entered);
  }

  @Test
  void jitsisOwnButtonDoesNotBringOneBackEither() {
    keepEndFromTheService();
    JitsiStandIn.roomIn(page).evaluate("() => window.tell('video-ready-to-close')");
    isOutOfTheRoom();
  }

  @Test
  void whoClosesTheWindowAfterThatHangsUp() {
    keepEndFromTheService();
    button(page, "Hang up").click();
    isOutOfTheRoom();
    browser.unroute(END);
    page.close(new Page.CloseOptions().setRunBeforeUnload(true));
    Awaitility.await().untilAsserted(() -> assertEquals("ended", stateOf(callId)));
  }

  private void hasTheRoomInATabAlone(Runnable press) {
    browser.waitForPage(press);
    assertThat(page.locator(".zc-instead")).containsText("The room is in a tab of its own.");
    assertThat(page.locator("iframe")).hasCount(0);
    assertThat(page.locator(".zc-bar a")).hasCount(0);
    assertEquals("active", stateOf(callId));
    button(page, "Hang up").click();
    assertThat(page.locator(".zc-person")).containsText("The call has ended");
    assertEquals(List.of(), entered);
  }

  @Test
  void whoOpensTheRoomInATabIsInItOnce() {
    hasTheRoomInATabAlone(() -> page.getByText("Open in a new tab").click());
    assertTrue(browser.pages().stream().anyMatch(tab -> tab.url().startsWith("https://meet.jit.si/zulip-call-")));
  }

  @Test
  void theMiddleButtonOfTheMouseOpensItInATabToo() {
    hasTheRoomInATabAlone(() -> page.getByText("Open in a new tab")
        .click(new Locator.ClickOptions().setButton(MouseButton.MIDDLE)));
  }

  @Test
  void whoOpensTheRoomSinceTheFrameIsSilentIsInItOnce() {
    browser.addInitScript("window.isSilent = true");
    browser.clock().install();
    page.keyboard().press("F5");
    page.reload();
    assertThat(page.frameLocator(".zc-room iframe").locator("div").first()).isVisible();
    entered.clear();
    page.clock().fastForward(8_500);
    hasTheRoomInATabAlone(() -> page.getByText("Open the room").click());
  }
}
