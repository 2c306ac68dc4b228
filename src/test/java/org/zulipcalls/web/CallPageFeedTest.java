package org.zulipcalls.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.Test;
import org.zulipcalls.testing.Client;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;

import io.quarkus.test.junit.QuarkusTest;

/** What a call page hears of the service, and what it leaves to Zulip's tabs. */
@QuarkusTest
class CallPageFeedTest extends BrowserTest {

  private static final String LOGGED_OUT = "event: session_ended\ndata: {\"type\":\"session_ended\"}\n\n";

  /** Who hears of a call rings; a page that shows another call does not. */
  private void isNotRung(Page page) {
    String callId = call(zulip.user("iago"), othelloUser);
    page.waitForTimeout(1_000);
    assertEquals("initiated", stateOf(callId));
  }

  @Test
  void aPageWhoseCallIsOverListensToNoOther() {
    String callId = answeredCall(hamletUser, othelloUser);
    Page page = pageOf(person("othello"), callId);
    assertThat(page.locator(".zc-talk")).isVisible();
    Client.of(hamletUser).post(path(callId, "end")).then().statusCode(200);
    assertThat(page.locator(".zc-person")).containsText("The call has ended");
    isNotRung(page);
  }

  @Test
  void aPageThatIsOpenedAfterTheCallDoesNotListen() {
    String callId = answeredCall(hamletUser, othelloUser);
    Client.of(hamletUser).post(path(callId, "end")).then().statusCode(200);
    Page page = pageOf(person("othello"), callId);
    assertThat(page.locator(".zc-person")).containsText("The call has ended");
    isNotRung(page);
  }

  @Test
  void whoLogsInAgainIsListenedForAtOnce() {
    Person othello = person("othello");
    AtomicBoolean loggedOut = new AtomicBoolean(true);
    othello.context().route(url -> url.contains("/api/v1/calls/events"), route -> {
      if (loggedOut.get()) {
        route.fulfill(new Route.FulfillOptions().setContentType("text/event-stream").setBody(LOGGED_OUT));
      } else {
        route.resume();
      }
    });
    String callId = answeredCall(hamletUser, othelloUser);
    Page page = pageOf(othello, callId);
    assertThat(page.locator(".zc-strip")).containsText("You are logged out of Zulip");

    loggedOut.set(false);
    Page zulipsPage = othello.open(hamletUser);

    assertThat(page.locator(".zc-strip")).hasCount(0);
    Client.of(hamletUser).post(path(callId, "end")).then().statusCode(200);
    assertThat(page.locator(".zc-person")).containsText("The call has ended");
    call(zulip.user("iago"), othelloUser);
    assertThat(Person.incoming(zulipsPage)).hasCount(1);
  }
}
