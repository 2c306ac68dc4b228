package org.zulipcalls.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.zulipcalls.testing.Client;

import com.microsoft.playwright.Page;

import io.quarkus.test.junit.QuarkusTest;

/** A call page that goes away: closing its window hangs up, loading it again does not (issue 4, item 3). */
@QuarkusTest
class LeavingTest extends BrowserTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private Page zulipsTab;
  private Page window;
  private String callId;

  @BeforeEach
  void hamletTalks() {
    zulipsTab = person("hamlet").open(othelloUser);
    window = callFrom(zulipsTab, ".video_link");
    window.waitForURL("**/calls/embed/*");
    callId = database.texts("SELECT call_id FROM call").get(0);
    Client.of(othelloUser).post(path(callId, "respond"), "response", "accept").then().statusCode(200);
    assertThat(window.locator(".zc-talk")).isVisible();
  }

  private static void close(Page page) {
    page.close(new Page.CloseOptions().setRunBeforeUnload(true));
  }

  /** How soon it is told depends on the machine; who does it, on the test: nobody else would. */
  private void ends() {
    Awaitility.await().atMost(PATIENCE).untilAsserted(() -> assertEquals("ended", stateOf(callId)));
  }

  @Test
  void theBrowsersReloadButtonDoesNotHangUp() {
    for (int times = 0; times < 2; times++) {
      window.reload();
      assertThat(window.locator(".zc-talk")).isVisible();
    }
    zulipsTab.waitForTimeout(2_500);
    assertEquals("active", stateOf(callId));
  }

  @Test
  void aReloadThatTakesSecondsDoesNotHangUp() {
    window.context().route("**/calls/embed/page.js*", route -> {
      try {
        Thread.sleep(3_000);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      route.resume();
    });
    window.reload();
    assertThat(window.locator(".zc-talk")).isVisible();
    zulipsTab.waitForTimeout(1_500);
    assertEquals("active", stateOf(callId));
  }

  @Test
  void whenTheWindowClosesTheTabThatHasOpenedItHangsUp() {
    close(window);
    ends();
    assertThat(Person.outgoing(zulipsTab)).containsText("The call has ended");
  }

  @Test
  void theTabThatWasLoadedAgainItselfStillHangsUp() {
    zulipsTab.reload();
    zulipsTab.waitForFunction("() => typeof window.zulipCalls?.takeOver === 'function'");
    window.reload();
    assertThat(window.locator(".zc-talk")).isVisible();
    zulipsTab.waitForTimeout(1_500);
    assertEquals("active", stateOf(callId));
    close(window);
    ends();
  }

  @Test
  void withoutTheTabThatHasOpenedItTheWindowHangsUpItself() {
    zulipsTab.waitForClose(() -> close(zulipsTab));
    assertEquals("active", stateOf(callId));
    close(window);
    ends();
  }

  @Test
  void aTabThatIsNoLongerZulipsSeesToNothing() {
    zulipsTab.navigate("about:blank");
    close(window);
    ends();
  }

  @Test
  void aTabWithNothingButTroubleIsNotReliedOn() {
    zulipsTab.evaluate("() => { window.zulipCalls = { takeOver() { throw new Error('trouble'); } }; }");
    close(window);
    ends();
  }

  @Test
  void bothClosedAtOnceHangUp() {
    window.waitForClose(() -> close(window));
    close(zulipsTab);
    ends();
  }

  @Test
  void aWindowThatIsLedElsewhereHangsUp() {
    window.navigate("about:blank");
    ends();
  }

  @Test
  void aSecondWindowThatHasTakenTheCallKeepsIt() {
    Page second = zulipsTab.context().newPage();
    second.navigate(window.url());
    second.getByText("Use it here").click();
    assertThat(second.locator(".zc-talk")).isVisible();
    close(window);
    zulipsTab.waitForTimeout(2_500);
    assertEquals("active", stateOf(callId));
  }

  @Test
  void withoutWebLocksTheWindowItselfTells() {
    Client.of(hamletUser).post(path(callId, "end"));
    Person person = person("hamlet");
    person.context().addInitScript("Object.defineProperty(navigator, 'locks', { value: undefined })");
    zulipsTab = person.open(othelloUser);
    window = callFrom(zulipsTab, ".video_link");
    window.waitForURL("**/calls/embed/*");
    callId = database.texts("SELECT call_id FROM call WHERE ended_at IS NULL").get(0);
    Client.of(othelloUser).post(path(callId, "respond"), "response", "accept");
    window.reload();
    assertThat(window.locator(".zc-talk")).isVisible();
    zulipsTab.waitForTimeout(1_500);
    assertEquals("active", stateOf(callId));
    close(window);
    ends();
  }
}
