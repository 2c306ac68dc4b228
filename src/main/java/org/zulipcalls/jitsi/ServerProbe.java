package org.zulipcalls.jitsi;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import org.zulipcalls.support.HttpUrl;
import org.zulipcalls.support.PublicAddress;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.unchecked.Unchecked;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.client.WebClientOptions;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.core.net.SocketAddress;
import io.vertx.mutiny.ext.web.client.HttpResponse;
import io.vertx.mutiny.ext.web.client.WebClient;

/**
 * Asks a Jitsi server for what none is without, {@code external_api.js}, by its head alone. No redirect is followed,
 * since it could lead anywhere; and a server that somebody else than the operator has named is asked at the internet's
 * addresses alone, so that nobody can feel their way around our network through us (SSRF).
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

  /** Never fails, and takes no longer than some seconds. */
  Uni<Finding> ask(String server) {
    HttpUrl url = HttpUrl.of(server);
    return told(ask(url, SocketAddress.inetSocketAddress(url.port(), url.uri().getHost())));
  }

  /** Asks a server in the internet; any other is not asked. Never fails either. */
  Uni<Finding> askOutside(String server) {
    HttpUrl url = HttpUrl.of(server);
    return told(addresses(url).chain(addresses -> addresses.stream().allMatch(PublicAddress::is)
        // The very address that was looked at: its name may lead elsewhere the next time.
        ? ask(url, SocketAddress.inetSocketAddress(url.port(), addresses.get(0).getHostAddress()))
        : Uni.createFrom().item(Finding.NOT_ASKED)));
  }

  /** Java's own look-up blocks, so it has a thread of its own. */
  private static Uni<List<InetAddress>> addresses(HttpUrl url) {
    return Uni.createFrom()
        .item(Unchecked.supplier(() -> List.of(InetAddress.getAllByName(url.uri().getHost()))))
        .runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
  }

  private Uni<Finding> ask(HttpUrl url, SocketAddress at) {
    String path = Optional.ofNullable(url.uri().getRawPath()).orElse("");
    return status(url, at, path + SCRIPT)
        // A server whose rooms are below a path may have its script at the top.
        .chain(status -> status == NOT_FOUND && !path.isEmpty()
            ? status(url, at, SCRIPT)
            : Uni.createFrom().item(status))
        .map(ServerProbe::finding);
  }

  private static Uni<Finding> told(Uni<Finding> asked) {
    return asked.ifNoItem()
        .after(PATIENCE)
        .recoverWithItem(() -> Finding.away("no answer within " + PATIENCE.toSeconds() + " seconds"))
        .onFailure()
        .recoverWithItem(trouble -> Finding.away("cannot be reached: " + trouble.getMessage()));
  }

  private Uni<Integer> status(HttpUrl url, SocketAddress at, String path) {
    return http.request(HttpMethod.HEAD, at, url.port(), url.uri().getHost(), path)
        .ssl(url.isTls())
        // Else a server that never answers would keep its connection.
        .timeout(PATIENCE.toMillis())
        .send()
        .map(HttpResponse::statusCode);
  }

  private static Finding finding(int status) {
    if (status == NOT_FOUND) {
      return Finding.away("is no Jitsi server: it has no external_api.js");
    }
    return status >= FAILURE ? Finding.away("answers with status " + status) : Finding.ANSWERS;
  }
}
