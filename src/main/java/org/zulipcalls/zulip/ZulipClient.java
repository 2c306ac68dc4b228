package org.zulipcalls.zulip;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;
import org.zulipcalls.support.ApiException;
import org.zulipcalls.support.CallsConfig;
import org.zulipcalls.support.HttpUrl;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.unchecked.Unchecked;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.WebClientOptions;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.ext.web.client.HttpRequest;
import io.vertx.mutiny.ext.web.client.HttpResponse;
import io.vertx.mutiny.ext.web.client.WebClient;

/**
 * Asks Zulip over HTTP. What Zulip refuses is a {@link ZulipRefusal}; what is no answer of Zulip's (down, slow, a
 * redirect, HTML, 5xx) is 503 {@code ZULIP_UNAVAILABLE}. No {@code X-Forwarded-*} is sent: Zulip answers those with 500
 * from an address it does not know as its proxy (zerver/middleware.py, DetectProxyMisconfiguration).
 */
@ApplicationScoped
class ZulipClient {

  private static final Logger LOG = Logger.getLogger(ZulipClient.class);
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final int RETRY_AFTER_SECONDS = 5;
  private static final int CONNECTIONS = 64;
  /** Requests that wait for a connection: about what Zulip answers in a second. More would be answered too late. */
  private static final int MOST_WAITING = 256;
  /** What Django says of a host that is not in ALLOWED_HOSTS (django/views/defaults.py; zulip-contract.md, section 2). */
  private static final String FOREIGN_HOST = "<title>Bad Request (400)</title>";

  private final WebClient http;
  private final HttpUrl zulip;
  private final ZulipWatch watch;

  ZulipClient(Vertx vertx, CallsConfig config, ZulipWatch watch) {
    this.watch = watch;
    zulip = config.zulip().url();
    http = WebClient.create(vertx, new WebClientOptions().setFollowRedirects(false)
        .setConnectTimeout((int) PATIENCE.toMillis())
        .setMaxPoolSize(CONNECTIONS)
        .setMaxWaitQueueSize(MOST_WAITING)
        .setSsl(zulip.isTls())
        .setUserAgent("zulip-calls"));
  }

  /** GETs below {@code /api/v1} or {@code /json}, with the requester's own proof. */
  Uni<JsonObject> get(Credential credential, String path) {
    return watch.over(path, read(proven(HttpMethod.GET, credential, path).send()));
  }

  /**
   * GETs a list as long as the realm is large: it is read on a worker, not on the thread that all others share, and that it
   * takes too long does not mean that Zulip is away.
   */
  Uni<JsonObject> list(Credential credential, String path) {
    return watch.timed(path,
        read(proven(HttpMethod.GET, credential, path).send().emitOn(Infrastructure.getDefaultWorkerPool())));
  }

  /** POSTs or PATCHes a form, with the requester's own proof. */
  Uni<JsonObject> send(HttpMethod method, Credential credential, String path, Map<String, String> form) {
    HttpRequest<Buffer> request = proven(method, credential, path);
    String body = form.entrySet()
        .stream()
        .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&"));
    // As one buffer and not as a form, which Vert.x would send in chunks.
    return watch.over(path,
        read(request.putHeader("Content-Type", "application/x-www-form-urlencoded").sendBuffer(Buffer.buffer(body))));
  }

  /** GETs what Zulip tells everybody. */
  Uni<JsonObject> getPublic(String host, String path) {
    return watch.over(path, read(request(HttpMethod.GET, "/api/v1" + path, host).send()));
  }

  private HttpRequest<Buffer> proven(HttpMethod method, Credential credential, String path) {
    HttpRequest<Buffer> request = request(method, credential.root() + path, credential.host());
    credential.prove(request.getDelegate().headers());
    return request;
  }

  private HttpRequest<Buffer> request(HttpMethod method, String path, String host) {
    String prefix = Optional.ofNullable(zulip.uri().getRawPath()).orElse("");
    return http.request(method, zulip.port(), zulip.uri().getHost(), prefix + path)
        // Else one that nobody waits for any more would keep its place in the queue, and its connection.
        .timeout(PATIENCE.toMillis())
        .putHeader("Host", host)
        .putHeader("Accept", "application/json");
  }

  private static Uni<JsonObject> read(Uni<HttpResponse<Buffer>> response) {
    return response.ifNoItem()
        .after(PATIENCE)
        .fail()
        .onFailure()
        .transform(trouble -> unavailable(trouble.getClass().getSimpleName()))
        .map(Unchecked.function(ZulipClient::read));
  }

  private static JsonObject read(HttpResponse<Buffer> response) {
    int status = response.statusCode();
    if (status == 400 && String.valueOf(response.bodyAsString()).contains(FOREIGN_HOST)) {
      throw ZulipRefusal.foreignHost();
    }
    JsonObject body = json(response).orElseThrow(() -> unavailable("status " + status + " without a JSON object"));
    String result = String.valueOf(body.getValue("result"));
    if (status == 200 && result.equals("success")) {
      return body;
    }
    if (status >= 400 && status < 500 && result.equals("error") && body.getValue("msg") instanceof String) {
      throw new ZulipRefusal(status, body, response.headers().getDelegate());
    }
    throw unavailable("status " + status + ", result " + result.replaceAll("\\W", "?"));
  }

  private static Optional<JsonObject> json(HttpResponse<Buffer> response) {
    try {
      return Optional.ofNullable(response.bodyAsJsonObject());
    } catch (DecodeException | ClassCastException notAnObject) {
      return Optional.empty();
    }
  }

  /** What a client is told when Zulip cannot be asked; the reason is for the log. */
  static ApiException unavailable(String reason) {
    LOG.warnf("Zulip is not available: %s", reason);
    return ApiException.unavailable("ZULIP_UNAVAILABLE", "Zulip does not answer now, so we cannot tell who you are",
        RETRY_AFTER_SECONDS);
  }
}
