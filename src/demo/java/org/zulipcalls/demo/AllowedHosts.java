package org.zulipcalls.demo;

import java.util.Locale;

import io.vertx.ext.web.RoutingContext;

/**
 * {@code ALLOWED_HOSTS}: Django answers others with an HTML page before any code of Zulip's runs. Here every host is allowed
 * but those below {@code .invalid}, which never exist (RFC 6761, 6.4).
 */
final class AllowedHosts {

  static void handle(RoutingContext context) {
    String host = context.request().getHeader("Host");
    if (host == null || !host.toLowerCase(Locale.ROOT).matches(".*\\.invalid(:\\d+)?")) {
      context.next();
      return;
    }
    context.response()
        .setStatusCode(400)
        .putHeader("Content-Type", "text/html; charset=utf-8")
        .end("<!doctype html><html lang=\"en\"><head><title>Bad Request (400)</title></head>"
            + "<body><h1>Bad Request (400)</h1><p></p></body></html>");
  }

  private AllowedHosts() {
  }
}
