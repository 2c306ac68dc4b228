package org.zulipcalls.web;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.zulipcalls.demo.StandInUser;
import org.zulipcalls.testing.ServiceTest;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.AriaRole;

import io.restassured.RestAssured;

/**
 * A test with a real Chromium, and a real nginx before the stand-in and the service. Hamlet and Othello each have a
 * browser of their own. After each test no page may have complained on its console.
 */
@Tag("browser")
abstract class BrowserTest extends ServiceTest {

  private static Playwright playwright;
  private static Browser browser;

  private final List<Person> people = new ArrayList<>();
  private String expectedNoise;
  Nginx nginx;
  StandInUser hamletUser;
  StandInUser othelloUser;

  @BeforeAll
  static void launch() {
    Tools.nginx();
    String executable = Tools.chromium().toString();
    playwright = Playwright.create(
        new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    browser = playwright.chromium()
        .launch(new BrowserType.LaunchOptions().setExecutablePath(java.nio.file.Path.of(executable))
            .setHeadless(true)
            .setArgs(List.of("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update", "--disable-sync")));
  }

  @AfterAll
  static void quit() {
    if (playwright != null) {
      playwright.close();
    }
  }

  @BeforeEach
  void openNginx() {
    nginx = Nginx.start(zulip.port(), RestAssured.port);
    hamletUser = zulip.user("hamlet");
    othelloUser = zulip.user("othello");
    expectedNoise = null;
  }

  @AfterEach
  void closeAll() {
    List<String> complaints = people.stream()
        .flatMap(person -> person.complaints().stream())
        .filter(complaint -> expectedNoise == null || !complaint.contains(expectedNoise))
        .toList();
    people.forEach(Person::close);
    nginx.close();
    assertEquals(List.of(), complaints);
  }

  /** What fails by design is told on the console too. */
  final void expectNoise() {
    expectNoise("");
  }

  /** A browser tells of every refusal on its console; this part of it, and nothing else, is expected. */
  final void expectNoise(String part) {
    expectedNoise = part;
  }

  /** Somebody's own browser: hamlet, othello or iago. */
  final Person person(String name) {
    return person(name, options -> options);
  }

  final Person person(String name, UnaryOperator<Browser.NewContextOptions> change) {
    Browser.NewContextOptions options = new Browser.NewContextOptions().setViewportSize(1280, 800)
        .setReducedMotion(com.microsoft.playwright.options.ReducedMotion.NO_PREFERENCE);
    BrowserContext context = browser.newContext(change.apply(options));
    JitsiStandIn.answerFor(context);
    Person person = new Person(zulip.user(name), context, "http://" + name + ".zulip.localhost:" + nginx.port());
    people.add(person);
    return person;
  }

  /** Presses one of Zulip's call buttons in the compose box; returns the window that opens. */
  static Page callFrom(Page page, String link) {
    return page.waitForPopup(() -> page.locator("#compose " + link).click());
  }

  /** The page of a call in a browser that is logged in, and in which Zulip is not open. */
  static Page pageOf(Person person, String callId) {
    Page zulipsPage = person.open("#narrow/channel/4-general");
    Page page = person.context().newPage();
    page.navigate(person.home() + "/calls/embed/" + callId);
    zulipsPage.close();
    return page;
  }

  /** A button of the call page. */
  static Locator button(Page page, String name) {
    return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
  }
}
