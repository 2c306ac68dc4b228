package org.zulipcalls.support;

import java.util.Map;

import jakarta.enterprise.event.Observes;

import io.quarkus.vertx.http.ManagementInterface;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;

/**
 * What every answer tells a browser, also one that comes from outside of the endpoints: not to guess what it is, not to keep
 * it, not to show it as a page, and to give it to no other site. An answer that has a header of its own, such as the call
 * page's policy, keeps it. What Quarkus refuses before it routes, such as a head that is too long, has no body either.
 */
class AnswerHeaders {

  /** CSP Level 3: a document that may load nothing, send nothing and stand in no frame. */
  static final String NO_PAGE = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
  private static final Map<String, String> ALWAYS = Map.of("X-Content-Type-Options", "nosniff", "Cache-Control",
      "no-store", "Content-Security-Policy", NO_PAGE, "X-Frame-Options", "DENY", "Referrer-Policy", "no-referrer",
      "Cross-Origin-Resource-Policy", "same-origin");

  void atTheApi(@Observes Filters filters) {
    filters.register(AnswerHeaders::complete, HttpEdge.BEFORE_ALL);
  }

  void atTheManagementPort(@Observes ManagementInterface port) {
    port.router().route().order(Integer.MIN_VALUE).handler(AnswerHeaders::complete);
  }

  private static void complete(RoutingContext context) {
    context.addHeadersEndHandler(sent -> {
      MultiMap headers = context.response().headers();
      ALWAYS.forEach((name, value) -> {
        if (!headers.contains(name)) {
          headers.set(name, value);
        }
      });
    });
    context.next();
  }
}
