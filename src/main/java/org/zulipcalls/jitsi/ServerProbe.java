package org.zulipcalls.jitsi;

import java.time.Duration;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import org.zulipcalls.support.HttpUrl;

import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.client.WebClientOptions;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.ext.web.client.HttpResponse;
import io.vertx.mutiny.ext.web.client.WebClient;

/**
 * Asks a Jitsi server for what our page loads from it, {@code external_api.js}, by its head alone. No redirect is followed,
 * since it could lead anywhere.
 */
@ApplicationScoped
class ServerProbe {

  private static final Duration PATIENCE = Duration.ofSeconds(4);
  private static final String SCRIPT = "/external_api.js";
  private static final int NOT_FOUND = 404;
  private static final int FAILURE = 500;

  private final WebClient http;

  ServerProbe(Vertx vertx) {
    http = WebClient.create(vertx, new WebClientOptions().setFollowRedirects(false)
        .setKeepAlive(false)
        .setConnectTimeout((int) PATIENCE.toMillis())
        .setUserAgent("zulip-calls"));
  }

  /** What is wrong; empty for nothing. Never fails, and takes no longer than some seconds. */
  Uni<Optional<String>> fault(String server) {
    HttpUrl url = HttpUrl.of(server);
    String path = Optional.ofNullable(url.uri().getRawPath()).orElse("");
    return status(url, path + SCRIPT)
        // A server whose rooms are below a path may have its script at the top.
        .chain(status -> status == NOT_FOUND && !path.isEmpty() ? status(url, SCRIPT) : Uni.createFrom().item(status))
        .map(ServerProbe::fault)
        .ifNoItem()
        .after(PATIENCE)
        .recoverWithItem(() -> Optional.of("no answer within " + PATIENCE.toSeconds() + " seconds"))
        .onFailure()
        .recoverWithItem(trouble -> Optional.of("cannot be reached: " + trouble.getMessage()));
  }

  private Uni<Integer> status(HttpUrl url, String path) {
    return http.head(url.port(), url.uri().getHost(), path).ssl(url.isTls()).send().map(HttpResponse::statusCode);
  }

  private static Optional<String> fault(int status) {
    if (status == NOT_FOUND) {
      return Optional.of("is no Jitsi server: it has no external_api.js");
    }
    return status >= FAILURE ? Optional.of("answers with status " + status) : Optional.empty();
  }
}
