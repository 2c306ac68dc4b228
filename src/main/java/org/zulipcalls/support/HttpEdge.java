package org.zulipcalls.support;

import jakarta.enterprise.event.Observes;

import org.jboss.logging.Logger;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** What is settled before a request comes to an endpoint. */
class HttpEdge {

  private static final Logger LOG = Logger.getLogger(HttpEdge.class);
  private static final int FIRST = Integer.MIN_VALUE;
  private static final int BEFORE_SECURITY = 10_000;
  static final int BEFORE_ALL = 20_000;

  private final ErrorMappers errors;

  HttpEdge(ErrorMappers errors) {
    this.errors = errors;
  }

  /** Whatever is logged of a request has its name. */
  void name(@Observes Filters filters) {
    filters.register(context -> {
      RequestId.begin(context.request());
      context.next();
    }, BEFORE_ALL);
  }

  /** What we answer does not depend on what is asked for: an error that a client cannot read is no help. */
  void acceptAnything(@Observes Filters filters) {
    filters.register(context -> {
      context.request().headers().set(HttpHeaders.ACCEPT, "*/*");
      context.next();
    }, BEFORE_SECURITY);
  }

  /** Gives a JSON body to what fails outside the endpoints, such as a path that cannot be decoded. */
  void register(@Observes Router router) {
    router.route().order(FIRST).failureHandler(this::answer);
  }

  private void answer(RoutingContext context) {
    int status = context.statusCode() < 400 ? 500 : context.statusCode();
    if (status >= 500) {
      LOG.errorf(context.failure(), "A request failed outside the endpoints");
    }
    if (!context.response().headWritten()) {
      errors.write(context, status);
    }
  }
}
