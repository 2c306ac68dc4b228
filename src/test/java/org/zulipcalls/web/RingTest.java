package org.zulipcalls.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import com.microsoft.playwright.Page;

import io.quarkus.test.junit.QuarkusTest;

/** Ringing, as issue 4 item 2 wants it: one test for each rule. */
@QuarkusTest
class RingTest extends BrowserTest {

  @Test
  void aCallRingsAtTheOtherAndIsAccepted() {
    Page othello = person("othello").open(hamletUser);
    Page hamlet = person("hamlet").open(othelloUser);

    Page hamletsCall = callFrom(hamlet, ".video_link");
    assertThat(Person.incoming(othello)).containsText("King Hamlet");
    assertThat(Person.outgoing(hamlet)).containsText("Ringing at Othello");
    Person.shoot(othello, "first-ring");
    Person.shoot(hamlet, "first-calling");
    Person.shoot(hamletsCall, "first-page-ringing");

    Page othellosCall = othello.waitForPopup(() -> Person.press(othello, "Accept"));
    assertThat(Person.incoming(othello)).hasCount(0);
    assertThat(hamletsCall.locator(".zc-talk")).isVisible();
    assertThat(othellosCall.locator(".zc-talk")).isVisible();
    Person.shoot(othellosCall, "first-page-talking");
    assertEquals("active", database.texts("SELECT state FROM call").get(0));
  }
}
