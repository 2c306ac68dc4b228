package org.zulipcalls.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.util.List;

import org.junit.jupiter.api.Test;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;

/** What it looks like; the screenshots are in target/screenshots. */
@QuarkusTest
class LooksTest extends BrowserTest {

  private static final List<Integer> WIDTHS = List.of(1280, 360);

  private Person othello(ColorScheme scheme, int width) {
    return person("othello",
        options -> options.setColorScheme(scheme).setViewportSize(width, width == 360 ? 700 : 800));
  }

  private static String backgroundOf(Locator card) {
    return (String) card.evaluate("card => getComputedStyle(card).backgroundColor");
  }

  private static void shootCalm(Page page, String name) {
    page.waitForTimeout(250);
    Person.shoot(page, name);
  }

  @Test
  void theDialogFollowsZulipsThemeAndFitsEveryWidth() {
    call(hamletUser, othelloUser);
    for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
      for (int width : WIDTHS) {
        Page page = othello(scheme, width).open(hamletUser);
        Locator card = Person.incoming(page);
        assertThat(card).hasCount(1);
        String name = scheme.name().toLowerCase(java.util.Locale.ROOT) + "-" + width;
        shootCalm(page, "dialog-" + name);
        assertEquals(width, page.evaluate("() => document.documentElement.scrollWidth"), name);
        var box = card.boundingBox();
        assertTrue(box.x >= 0 && box.x + box.width <= width, name);
        for (Locator button : card.locator("button").all()) {
          var inner = button.boundingBox();
          assertTrue(inner.x >= box.x && inner.x + inner.width <= box.x + box.width, name);
          assertTrue((Boolean) button.evaluate("b => b.scrollWidth <= b.clientWidth"),
              name + " " + button.textContent());
        }
      }
    }
  }

  /** The contrast between an element's text and what lies behind it (WCAG 2, 1.4.3: 4.5 at least). */
  private static void assertReadable(Locator element) {
    element.page().waitForTimeout(250);
    double contrast = ((Number) element.evaluate("""
        (element) => {
          const parts = (colour) => colour.match(/[\\d.]+/g).map(Number);
          const over = ([red, green, blue, alpha = 1], below) =>
            [red, green, blue].map((part, index) => part * alpha + below[index] * (1 - alpha));
          const behind = (node) => node === null ? [255, 255, 255]
            : over(parts(getComputedStyle(node).backgroundColor), behind(node.parentElement));
          const light = (colour) => colour.map((part) => part / 255)
            .map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
            .reduce((sum, part, index) => sum + part * [0.2126, 0.7152, 0.0722][index], 0.05);
          const ground = behind(element);
          const two = [light(ground), light(over(parts(getComputedStyle(element).color), ground))];
          return Math.max(...two) / Math.min(...two);
        }""")).doubleValue();
    assertTrue(contrast >= 4.5, element + " " + contrast);
  }

  @Test
  void theButtonsCanBeReadAlsoBelowThePointer() {
    call(hamletUser, othelloUser);
    for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
      Page page = othello(scheme, 1280).open(hamletUser);
      for (String button : List.of(".zc-accept", ".zc-decline", ".zc-quiet")) {
        Locator shown = Person.incoming(page).locator(button);
        page.mouse().move(10, 700);
        assertReadable(shown);
        shown.hover();
        assertReadable(shown);
      }
    }
  }

  @Test
  void whatStandsInTheRoomsPlaceCanBeRead() {
    expectNoise();
    String callId = answeredCall(hamletUser, othelloUser);
    for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
      Person person = othello(scheme, 1280);
      JitsiStandIn.beAwayFor(person.context());
      Page page = person.context().newPage();
      page.navigate(person.home() + "/");
      page.navigate(person.home() + "/calls/embed/" + callId);
      assertThat(page.locator(".zc-no-frame .zc-no-server")).isVisible();
      assertReadable(page.locator(".zc-no-frame .zc-no-server"));
      Person.shoot(page, "page-no-room-" + scheme.name().toLowerCase(java.util.Locale.ROOT) + "-1280");
    }
  }

  @Test
  void theThemeMayChangeWhileItRings() {
    Page page = othello(ColorScheme.LIGHT, 1280).open(hamletUser);
    call(hamletUser, othelloUser);
    String light = backgroundOf(Person.incoming(page));
    page.evaluate("() => { document.documentElement.className = 'dark-theme'; }");
    String dark = backgroundOf(Person.incoming(page));
    assertNotEquals(light, dark);
    page.evaluate("() => { document.documentElement.className = ''; }");
    assertEquals(light, backgroundOf(Person.incoming(page)));
  }

  @Test
  void whoWantsNoMotionSeesNone() {
    Person calm = person("othello", options -> options.setReducedMotion(ReducedMotion.REDUCE));
    Page page = calm.open(hamletUser);
    String title = page.title();
    call(hamletUser, othelloUser);
    assertThat(Person.incoming(page)).hasCount(1);
    assertEquals(List.of("none", "none"), page.evaluate("""
        () => [getComputedStyle(document.querySelector(".zc-incoming")).animationName,
          getComputedStyle(document.querySelector(".zc-incoming .zc-avatar"), "::before").animationName]"""));
    page.waitForFunction("() => document.title === 'King Hamlet is calling'");
    page.waitForTimeout(2_200);
    assertThat(page).hasTitle("King Hamlet is calling");
    assertNotEquals(title, page.title());
  }

  @Test
  void theCallPageFollowsTheThemeAndFitsEveryWidth() {
    String ringing = call(hamletUser, othelloUser);
    for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
      for (int width : WIDTHS) {
        shootPage(ringing, "page-incoming", scheme, width);
      }
    }
    org.zulipcalls.testing.Client.of(othelloUser).post(path(ringing, "respond"), "response", "accept");
    for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
      for (int width : WIDTHS) {
        shootPage(ringing, "page-talking", scheme, width);
      }
    }
  }

  private void shootPage(String callId, String what, ColorScheme scheme, int width) {
    Person person = othello(scheme, width);
    Page page = person.context().newPage();
    page.navigate(person.home() + "/");
    page.navigate(person.home() + "/calls/embed/" + callId);
    assertThat(page.locator("#zc-stage > section")).isVisible();
    page.waitForTimeout(300);
    String name = what + "-" + scheme.name().toLowerCase(java.util.Locale.ROOT) + "-" + width;
    Person.shoot(page, name);
    assertEquals(width, page.evaluate("() => document.documentElement.scrollWidth"), name);
    assertEquals(page.evaluate("() => innerHeight"), page.evaluate("() => document.documentElement.scrollHeight"),
        name);
  }

  @Test
  void theCallersCardAndTheDemo() {
    for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
      Person hamlet = person("hamlet", options -> options.setColorScheme(scheme));
      Page page = hamlet.open(othelloUser);
      callFrom(page, ".video_link").waitForURL("**/calls/embed/*");
      String name = scheme.name().toLowerCase(java.util.Locale.ROOT);
      shootCalm(page, "calling-" + name + "-1280");
      Person.press(page, "Cancel");
      assertThat(Person.outgoing(page)).containsText("cancelled");
      shootCalm(page, "cancelled-" + name + "-1280");
    }
  }

  @Test
  void theDemoUsesThisVeryScript() {
    zulip.openFrontDoor(URI.create("http://127.0.0.1:" + RestAssured.port));
    try {
      Person visitor = person("hamlet", options -> options.setColorScheme(ColorScheme.DARK));
      Page demo = visitor.context().newPage();
      demo.navigate(zulip.realm("").url() + "/");
      Locator othello = demo.locator("iframe").nth(1);
      assertThat(othello.contentFrame().locator("#page-params")).hasCount(0);
      demo.waitForTimeout(500);
      call(hamletUser, othelloUser);
      assertThat(othello.contentFrame().locator(".zc-incoming")).hasCount(1);
      shootCalm(demo, "demo-dark-1280");
    } finally {
      zulip.openFrontDoor(null);
    }
  }
}
