package org.zulipcalls.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;

/** Which path leads where: the calls first, as in nginx, then Zulip's API, then its pages. */
record StandInRoutes(Vertx vertx, Directory directory, Sessions sessions, SessionAuth sessionAuth, RateLimit rateLimit,
    Recorder recorder, Faults faults, Messages messages, RegisterEndpoints register) {

  private static final long MAX_BODY = 25L << 20;
  /** Vert.x refuses a form's content type on any other method; Django does not look at it there. */
  private static final Set<HttpMethod> WITH_BODY = Set.of(HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH,
      HttpMethod.DELETE);

  Router router(FrontDoor frontDoor) {
    Router router = Router.router(vertx);
    router.route().handler(frontDoor::handle);
    List<Endpoint> endpoints = new ArrayList<>(new UserEndpoints(directory).endpoints());
    endpoints.addAll(new MessageEndpoints(directory, messages).endpoints());
    endpoints.addAll(register.endpoints());
    RestDispatch dispatch = new RestDispatch(endpoints, new BasicAuth(directory), sessionAuth, rateLimit, recorder);
    ServerSettings serverSettings = new ServerSettings(directory);
    for (String path : List.of("/api/*", "/json/*")) {
      router.route(path).handler(recorder::record);
      BodyHandler body = BodyHandler.create(false).setBodyLimit(MAX_BODY);
      WITH_BODY.forEach(method -> router.route(method, path).handler(body));
      router.route(path).handler(AllowedHosts::handle);
      router.route(path).handler(faults::handle);
    }
    router.get("/api/v1/server_settings").handler(serverSettings::handle);
    router.route(RestDispatch.API + "*").handler(dispatch::handle);
    router.route(RestDispatch.JSON + "*").handler(dispatch::handle);
    new DemoPages(directory, sessions, sessionAuth, register).mount(router);
    new DemoFeed(directory, sessionAuth, messages).mount(router);
    router.route().failureHandler(StandInRoutes::fail);
    return router;
  }

  /** An unhandled error has no {@code code} in Zulip; here it is a mistake of the stand-in, so it must be seen. */
  private static void fail(RoutingContext context) {
    int status = context.statusCode() > 0 ? context.statusCode() : 500;
    if (context.failure() != null) {
      context.failure().printStackTrace();
    }
    ObjectNode body = Json.object().put("result", "error").put("msg", "Internal server error");
    RestDispatch.write(context.response(), status, body);
  }
}
