package org.zulipcalls.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Frame;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;

/** Answers a browser for {@code https://meet.jit.si} with a page for the room, which speaks as Jitsi Meet does in a frame. */
final class JitsiStandIn {

  static final String EVERYTHING = "https://meet.jit.si/**";
  private static final String ROOM = read("/jitsi/room.html").replace("FRAME", read("/demo/frame.js"));

  static void answerFor(BrowserContext context) {
    context.route(EVERYTHING,
        route -> route.fulfill(new Route.FulfillOptions().setContentType("text/html").setBody(ROOM)));
  }

  /** The room says nothing, and the service has found its server away. */
  static void beAwayFor(BrowserContext context) {
    context.addInitScript("window.isSilent = true");
    context.addInitScript("""
        const parse = JSON.parse;
        JSON.parse = (text) => {
          const value = parse(text);
          return value?.room_is_there === true ? { ...value, room_is_there: false } : value;
        };""");
  }

  /** The room in the page; where there is none yet, it is waited for. */
  static Frame roomIn(Page page) {
    page.waitForCondition(
        () -> page.frames().stream().anyMatch(frame -> frame.url().startsWith("https://meet.jit.si/")));
    Frame room = page.frames()
        .stream()
        .filter(frame -> frame.url().startsWith("https://meet.jit.si/"))
        .findAny()
        .orElseThrow();
    room.waitForFunction("() => window.parameters");
    return room;
  }

  private static String read(String name) {
    try (InputStream file = JitsiStandIn.class.getResourceAsStream(name)) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private JitsiStandIn() {
  }
}
