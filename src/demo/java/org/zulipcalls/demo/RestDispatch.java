package org.zulipcalls.demo;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

/**
 * {@code rest_dispatch} ({@code zerver/lib/rest.py}) and {@code JsonErrorHandler}: every endpoint exists below
 * {@code /api/v1/}, for Basic credentials only, and below {@code /json/}, for sessions only.
 */
final class RestDispatch {
  static final String API = "/api/v1/";
  static final String JSON = "/json/";

  private final List<Endpoint> endpoints;
  private final BasicAuth basic;
  private final SessionAuth sessions;
  private final RateLimit rateLimit;
  private final Recorder recorder;

  RestDispatch(List<Endpoint> endpoints, BasicAuth basic, SessionAuth sessions, RateLimit rateLimit,
      Recorder recorder) {
    this.endpoints = endpoints;
    this.basic = basic;
    this.sessions = sessions;
    this.rateLimit = rateLimit;
    this.recorder = recorder;
  }

  void handle(RoutingContext context) {
    String full = context.request().path();
    String path = full.substring((full.startsWith(JSON) ? JSON : API).length());
    for (Endpoint endpoint : endpoints) {
      Matcher matcher = endpoint.path().matcher(path);
      if (matcher.matches()) {
        serve(context, endpoint, matcher.groupCount() == 0 ? "" : decode(matcher.group(1)));
        return;
      }
    }
    write(context.response(), 404, ZulipError.of(404, "BAD_REQUEST", "Not found").body());
  }

  private void serve(RoutingContext context, Endpoint endpoint, String argument) {
    HttpServerRequest request = context.request();
    HttpServerResponse response = context.response();
    String method = method(request);
    Function<ApiRequest, ObjectNode> view = endpoint.views().get(method);
    if (view == null) {
      refuseMethod(response, method, endpoint.views());
      return;
    }
    try {
      StandInUser user = authenticate(request, method, endpoint);
      recorder.of(context).setUser(user);
      Params params = new Params(request);
      ObjectNode answer = Json.object().put("result", "success").put("msg", "");
      answer.setAll(view.apply(new ApiRequest(user, params, argument)));
      if (endpoint.typed() && !params.ignored().isEmpty()) {
        answer.set("ignored_parameters_unsupported", Json.of(params.ignored()));
      }
      write(response, 200, answer);
    } catch (ZulipError error) {
      fail(request, error);
    }
  }

  private StandInUser authenticate(HttpServerRequest request, String method, Endpoint endpoint) {
    if (request.path().startsWith(JSON)) {
      return sessions.authenticate(request, method);
    }
    if (request.getHeader("Authorization") == null) {
      throw ZulipError.notLoggedIn(false);
    }
    StandInUser user = basic.authenticate(request, endpoint.webhookBotsToo());
    rateLimit.count(user, request.response());
    return user;
  }

  /** A parameter {@code method} in the body of a POST overrides the verb. */
  private static String method(HttpServerRequest request) {
    String override = request.formAttributes().get("method");
    return request.method().name().equals("POST") && override != null ? override : request.method().name();
  }

  private static void refuseMethod(HttpServerResponse response, String method, Map<String, ?> allowed) {
    response.putHeader("Allow", String.join(", ", allowed.keySet()));
    if (method.equals("OPTIONS")) {
      response.setStatusCode(204).end();
      return;
    }
    write(response, 405, Json.object()
        .put("result", "error")
        .put("msg", "Method Not Allowed")
        .set("allowed_methods",
            Json.of(allowed.keySet())));
  }

  private static void fail(HttpServerRequest request, ZulipError error) {
    boolean missing = error.status() == 401 && error.getMessage().startsWith("Not logged in");
    if (missing && Accept.prefersHtml(request.getHeader("Accept"))) {
      String next = URLEncoder.encode(request.path(), StandardCharsets.UTF_8).replace("%2F", "/");
      request.response().setStatusCode(302).putHeader("Location", "/login/?next=" + next).end();
      return;
    }
    error.headers().forEach(request.response()::putHeader);
    write(request.response(), error.status(), error.body());
  }

  static void write(HttpServerResponse response, int status, ObjectNode body) {
    response.setStatusCode(status)
        .putHeader("Content-Type", "application/json")
        .putHeader("Cache-Control", "max-age=0, no-cache, no-store, must-revalidate, private")
        .putHeader("Expires", "Thu, 01 Jan 1970 00:00:00 GMT")
        .putHeader("Vary", "Accept-Language, Cookie")
        .end(body.toString());
  }

  private static String decode(String segment) {
    return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
  }
}
