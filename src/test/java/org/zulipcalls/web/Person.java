package org.zulipcalls.web;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.zulipcalls.demo.StandInUser;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.PlaywrightException;

/** Somebody with a browser of their own, logged in to Zulip; what their browser complains about is kept. */
final class Person implements AutoCloseable {

  static final Path SCREENSHOTS = Path.of("target", "screenshots");

  private final StandInUser user;
  private final BrowserContext context;
  private final String home;
  private final List<String> complaints = new CopyOnWriteArrayList<>();

  Person(StandInUser user, BrowserContext context, String home) {
    this.user = user;
    this.context = context;
    this.home = home;
    context.onConsoleMessage(message -> {
      if (List.of("warning", "error").contains(message.type())) {
        complaints.add(message.type() + ": " + message.text() + " (" + message.location() + ")");
      }
    });
    context.onWebError(error -> complaints.add("thrown: " + error.error()));
  }

  StandInUser user() {
    return user;
  }

  BrowserContext context() {
    return context;
  }

  String home() {
    return home;
  }

  /** Playwright's own scripts count as touches, so what a browser says of an untouched page is told by hand. */
  void staysUntouched() {
    context.addInitScript("""
        Object.defineProperty(navigator, "userActivation", { value: { hasBeenActive: false, isActive: false } });
        Audio.prototype.play = () => Promise.reject(new DOMException("untouched", "NotAllowedError"));""");
  }

  /** Errors and warnings on the console of any page. */
  List<String> complaints() {
    return complaints;
  }

  /** A new tab with Zulip, in the conversation with somebody. */
  Page open(StandInUser with) {
    return open("#narrow/dm/" + with.userId() + "-x");
  }

  /** A new tab with Zulip. */
  Page open(String hash) {
    return open("/", hash);
  }

  Page open(String path, String hash) {
    Page page = context.newPage();
    page.navigate(home + path + hash);
    page.waitForFunction("() => typeof window.zulipCalls?.version === 'string'");
    return page;
  }

  static Locator incoming(Page page) {
    return page.locator(".zc-incoming");
  }

  static Locator outgoing(Page page) {
    return page.locator(".zc-outgoing");
  }

  static void press(Page page, String button) {
    page.locator(".zc-card")
        .getByRole(com.microsoft.playwright.options.AriaRole.BUTTON,
            new Locator.GetByRoleOptions().setName(button).setExact(true))
        .first()
        .click();
  }

  static void shoot(Page page, String name) {
    page.screenshot(new Page.ScreenshotOptions().setPath(SCREENSHOTS.resolve(name + ".png")));
  }

  @Override
  public void close() {
    try {
      context.close();
    } catch (PlaywrightException gone) {
      // Its last page may close itself meanwhile.
      if (!gone.getMessage().contains("has been closed")) {
        throw gone;
      }
    }
  }
}
