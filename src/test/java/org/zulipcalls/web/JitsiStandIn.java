package org.zulipcalls.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Route;

/** Answers a browser for {@code https://meet.jit.si}: its IFrame API, and a page for the room. */
final class JitsiStandIn {

  static final String EVERYTHING = "https://meet.jit.si/**";

  static void answerFor(BrowserContext context) {
    context.route(EVERYTHING, route -> {
      boolean api = route.request().url().endsWith("/external_api.js");
      route.fulfill(new Route.FulfillOptions().setContentType(api ? "text/javascript" : "text/html")
          .setBody(read(api ? "external_api.js" : "room.html")));
    });
  }

  private static String read(String name) {
    try (InputStream file = JitsiStandIn.class.getResourceAsStream("/jitsi/" + name)) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private JitsiStandIn() {
  }
}
