package org.zulipcalls.jitsi;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.zulipcalls.call.RoomPresence;
import org.zulipcalls.support.Answers;
import org.zulipcalls.support.ApiException;
import org.zulipcalls.support.BodyCollector;
import org.zulipcalls.support.CallsConfig;
import org.zulipcalls.support.Digests;
import org.zulipcalls.support.ErrorMappers;
import org.zulipcalls.support.Secret;

import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/**
 * Where Prosody's component event_sync posts what happens in the rooms. A route and no resource: who posts is no user of
 * Zulip's, so nothing of the API's authentication runs here; and where no token is set there is no such path at all.
 */
@ApplicationScoped
class RoomEventsRoute {

  private static final String PREFIX = "/api/v1/calls/jitsi/events";
  private static final String SCHEME = "Bearer ";

  private final RoomEventReader reader;
  private final RoomPresence presence;
  private final Answers answers;
  private final ErrorMappers errors;
  private final Optional<String> expected;

  RoomEventsRoute(RoomEventReader reader, RoomPresence presence, Answers answers, ErrorMappers errors,
      CallsConfig config) {
    this.reader = reader;
    this.presence = presence;
    this.answers = answers;
    this.errors = errors;
    expected = config.jitsi().eventsToken().map(Secret::value).map(Digests::sha256);
  }

  void register(@Observes Router router) {
    if (expected.isPresent()) {
      for (RoomEvent.Kind kind : RoomEvent.Kind.values()) {
        router.route(PREFIX + kind.path()).handler(context -> answer(context, kind));
      }
    }
  }

  private void answer(RoutingContext context, RoomEvent.Kind kind) {
    Uni.createFrom()
        .deferred(() -> take(context.request(), kind))
        .subscribe()
        .with(done -> errors.write(context, answers.success()), fault -> errors.write(context, fault));
  }

  private Uni<Void> take(HttpServerRequest request, RoomEvent.Kind kind) {
    if (request.method() != HttpMethod.POST) {
      throw new ApiException(405, "METHOD_NOT_ALLOWED", "Method Not Allowed").header("Allow", "POST");
    }
    checkToken(request.getHeader("Authorization"));
    return BodyCollector.collect(request)
        .map(body -> reader.read(kind, new String(body, StandardCharsets.UTF_8)))
        .chain(event -> kind == RoomEvent.Kind.ROOM_DESTROYED
            ? presence.close(event.room(), event.stay(), event.occupants())
            : presence.note(event.room(), event.stay()));
  }

  /** Compares digests, and all of them, so that the time it takes tells nothing of the token. */
  private void checkToken(String authorization) {
    boolean bearer = authorization != null && authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
    String given = Digests.sha256(bearer ? authorization.substring(SCHEME.length()).strip() : "");
    boolean same = MessageDigest.isEqual(given.getBytes(StandardCharsets.US_ASCII),
        expected.orElseThrow().getBytes(StandardCharsets.US_ASCII));
    if (!same) {
      throw new ApiException(401, "UNAUTHORIZED", "This takes the bearer token of CALLS_JITSI_EVENTS_TOKEN")
          .header("WWW-Authenticate", "Bearer realm=\"zulip-calls\"");
    }
  }
}
