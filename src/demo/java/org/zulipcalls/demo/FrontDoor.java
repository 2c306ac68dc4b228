package org.zulipcalls.demo;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;

/**
 * What Zulip's nginx does for the calls: sends their paths to the service, with the client's {@code Host} and without
 * buffering, and leaves everything else to Zulip. Zulip's own call providers keep their paths.
 */
final class FrontDoor {
  private static final Pattern CALLS = Pattern
      .compile("/api/v1/calls(/.*)?|/calls/embed/.*|/calls/override\\.js|/calls/script");
  private static final Pattern PROVIDERS = Pattern
      .compile("/api/v1/calls/(zoom|bigbluebutton|webex|constructorgroups|nextcloud_talk)/create");
  private static final Set<String> HOP_BY_HOP = Set.of("connection", "keep-alive", "proxy-authenticate",
      "proxy-authorization", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade");

  private final HttpClient client;
  private volatile URI service;

  FrontDoor(Vertx vertx) {
    client = vertx.createHttpClient(
        new HttpClientOptions().setMaxPoolSize(1_000).setKeepAlive(false).setConnectTimeout(3_000).setIdleTimeout(0));
  }

  void open(URI to) {
    service = to;
  }

  void handle(RoutingContext context) {
    String path = context.request().path();
    URI to = service;
    if (to == null || !CALLS.matcher(path).matches() || PROVIDERS.matcher(path).matches()) {
      context.next();
      return;
    }
    HttpServerRequest request = context.request();
    request.pause();
    client.request(options(request, to))
        .onSuccess(upstream -> forward(request, upstream))
        .onFailure(e -> unavailable(request));
  }

  private static RequestOptions options(HttpServerRequest request, URI to) {
    return new RequestOptions().setServer(SocketAddress.inetSocketAddress(to.getPort(), to.getHost()))
        .setMethod(request.method())
        .setURI(request.uri());
  }

  private void forward(HttpServerRequest request, HttpClientRequest upstream) {
    HttpServerResponse response = request.response();
    if (response.closed()) {
      upstream.reset();
      return;
    }
    response.closeHandler(closed -> upstream.reset());
    response.exceptionHandler(e -> upstream.reset());
    upstream.exceptionHandler(e -> unavailable(request));
    copy(request.headers(), upstream.headers());
    String client = request.remoteAddress().hostAddress();
    String before = request.getHeader("X-Forwarded-For");
    upstream.putHeader("X-Real-Ip", client)
        .putHeader("X-Forwarded-Proto", "http")
        .putHeader("X-Forwarded-For",
            before == null ? client : before + ", " + client);
    boolean hasBody = request.getHeader("Content-Length") != null || request.getHeader("Transfer-Encoding") != null;
    request.resume();
    (hasBody ? upstream.send(request) : upstream.send()).onSuccess(answer -> answer(answer, response, upstream))
        .onFailure(e -> unavailable(request));
  }

  private static void answer(HttpClientResponse answer, HttpServerResponse response, HttpClientRequest upstream) {
    response.setStatusCode(answer.statusCode()).setStatusMessage(answer.statusMessage());
    copy(answer.headers(), response.headers());
    boolean bodiless = answer.statusCode() == 204 || answer.statusCode() == 304
        || upstream.getMethod() == HttpMethod.HEAD;
    if (!bodiless && !response.headers().contains("Content-Length")) {
      response.setChunked(true);
      response.write(Buffer.buffer());
    }
    answer.pipe().endOnFailure(false).to(response).onFailure(e -> {
      upstream.reset();
      response.reset();
    });
  }

  private static void copy(MultiMap from, MultiMap to) {
    List<String> named = from.getAll("Connection")
        .stream()
        .flatMap(value -> List.of(value.split(",")).stream())
        .map(name -> name.strip().toLowerCase(Locale.ROOT))
        .toList();
    from.forEach((name, value) -> {
      String lower = name.toLowerCase(Locale.ROOT);
      if (!HOP_BY_HOP.contains(lower) && !named.contains(lower)) {
        to.add(name, value);
      }
    });
  }

  private static void unavailable(HttpServerRequest request) {
    HttpServerResponse response = request.response();
    if (response.ended() || response.closed()) {
      return;
    }
    if (response.headWritten()) {
      response.reset();
      return;
    }
    String text = "The calls service cannot be reached";
    RestDispatch.write(response, 502, ZulipError.of(502, "CALLS_UNAVAILABLE", text).with("message", text).body());
  }
}
