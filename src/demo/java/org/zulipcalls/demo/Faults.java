package org.zulipcalls.demo;

import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

/** Stands before the API and spoils answers as told. */
final class Faults {
  private static final long SLOWNESS_MILLIS = 5_000;

  private volatile Rule rule = new Rule(Fault.NONE, "");

  /** The fault shows only where the path and its query contain the text; the empty text is everywhere. */
  void set(Fault fault, String uriContains) {
    rule = new Rule(fault, uriContains);
  }

  void handle(RoutingContext context) {
    Rule now = rule;
    HttpServerResponse response = context.response();
    switch (context.request().uri().contains(now.uriContains) ? now.fault : Fault.NONE) {
      case NONE -> context.next();
      case SERVER_ERROR -> html(response.setStatusCode(500), "Internal server error");
      case NONSENSE_HTML -> html(response, "It works!");
      case NONSENSE_JSON -> json(response, "{\"hello\":[1,2,3]}");
      case EMPTY_SUCCESS -> json(response, "{\"result\":\"success\",\"msg\":\"\"}");
      case SLOW -> context.vertx().setTimer(SLOWNESS_MILLIS, timer -> context.next());
      case DROP -> context.request().connection().close();
      case REDIRECT -> response.setStatusCode(302).putHeader("Location", "/login/").end();
      default -> throw new IllegalStateException("No such fault: " + now.fault);
    }
  }

  private static void html(HttpServerResponse response, String text) {
    response.putHeader("Content-Type", "text/html; charset=utf-8")
        .end("<!DOCTYPE html><html><body><h1>" + text + "</h1></body></html>");
  }

  private static void json(HttpServerResponse response, String text) {
    response.putHeader("Content-Type", "application/json").end(text);
  }

  private record Rule(Fault fault, String uriContains) {}
}
