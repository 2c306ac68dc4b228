package org.zulipcalls.web;

import org.junit.jupiter.api.Test;

import com.microsoft.playwright.Page;

import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class DebugTest extends BrowserTest {
  @Test
  void debug() {
    Person p = person("hamlet");
    p.context().addInitScript("window.zulipCalls = { debug: 'debug' }");
    p.context().onConsoleMessage(m -> System.out.println("CONSOLE " + m.text()));
    p.context().onWebError(m -> System.out.println("ERR " + m.error()));
    Page hamlet = p.open(othelloUser);
    hamlet.evaluate("() => { window.open = () => null; }");
    hamlet.locator("#compose .audio_link").click();
    hamlet.waitForTimeout(1500);
    System.out.println("LOCKS " + hamlet.evaluate("async () => JSON.stringify(await navigator.locks.query())"));
    System.out.println("ROOT " + hamlet.locator("#zc-root").getAttribute("data-sound"));
    System.out.println("HTML " + hamlet.locator("#zc-root").innerHTML());
    hamlet.mouse().click(600, 300);
    hamlet.waitForTimeout(1500);
    System.out.println("LOCKS " + hamlet.evaluate("async () => JSON.stringify(await navigator.locks.query())"));
    System.out.println("ROOT " + hamlet.locator("#zc-root").getAttribute("data-sound"));
    expectNoise();
  }
  @Test
  void existing() {
    Person p = person("hamlet");
    p.context().addInitScript("window.zulipCalls = { debug: 'debug' }");
    p.context().onConsoleMessage(m -> System.out.println("CONSOLE " + m.text()));
    p.context().onWebError(m -> System.out.println("ERR " + m.error()));
    answeredCall(hamletUser, othelloUser);
    Page hamlet = p.open(othelloUser);
    Page w = callFrom(hamlet, ".video_link");
    hamlet.waitForTimeout(1500);
    expectNoise();
  }
}
