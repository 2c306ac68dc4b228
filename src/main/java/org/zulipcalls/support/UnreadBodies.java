package org.zulipcalls.support;

import jakarta.enterprise.event.Observes;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;

/**
 * Closes the connection of whoever is answered before their body was read, such as one that is too large, too slow, or not
 * wanted: HTTP/1.1 would have us read all of it before the next request, however long it takes (RFC 9112, 9.3).
 */
class UnreadBodies {

  /** Else what still comes would have the answer thrown away on its way (RFC 9112, 9.6). */
  private static final long LINGER_MILLIS = 1_000;

  void watch(@Observes Filters filters) {
    filters.register(context -> {
      HttpServerRequest request = context.request();
      if (request.headers().contains("Transfer-Encoding") || request.headers().contains("Content-Length")) {
        context.addHeadersEndHandler(sent -> {
          if (!request.isEnded()) {
            context.response().putHeader("Connection", "close");
          }
        });
        context.addEndHandler(answered -> close(context));
      }
      context.next();
    }, HttpEdge.BEFORE_ALL);
  }

  private static void close(RoutingContext context) {
    if (!context.request().isEnded()) {
      context.vertx().setTimer(LINGER_MILLIS, ignored -> context.request().connection().close());
    }
  }
}
