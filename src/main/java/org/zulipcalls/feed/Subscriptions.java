package org.zulipcalls.feed;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.function.Supplier;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.jboss.logging.Logger;
import org.zulipcalls.call.CallLookup;
import org.zulipcalls.call.CurrentRequester;
import org.zulipcalls.call.Recheck;
import org.zulipcalls.call.Requester;
import org.zulipcalls.call.Rings;
import org.zulipcalls.limit.HitCounter;
import org.zulipcalls.limit.Key;
import org.zulipcalls.limit.Limit;
import org.zulipcalls.limit.Limits;
import org.zulipcalls.support.ApiException;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;

/** Opens streams, and closes them when this replica stops. */
@ApplicationScoped
class Subscriptions {

  private static final Logger LOG = Logger.getLogger(Subscriptions.class);
  /** When a user who has too many streams may try again: one may be closed by then. */
  private static final long FULL_MILLIS = 10_000;
  /** What is there already is read within so long, or not at all. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Runnable NOTHING = () -> {
  };

  private final EventLog log;
  private final Items items;
  private final Feed feed;
  private final Streams streams;
  private final Attendance attendance;
  private final Rings rings;
  private final CallLookup lookup;
  private final CurrentRequester identity;
  private final HitCounter counter;
  private final Limits limits;
  private volatile boolean stopping;

  Subscriptions(EventLog log, Items items, Feed feed, Streams streams, Attendance attendance, Rings rings,
      CallLookup lookup, CurrentRequester identity, HitCounter counter, Limits limits) {
    this.log = log;
    this.items = items;
    this.feed = feed;
    this.streams = streams;
    this.attendance = attendance;
    this.rings = rings;
    this.lookup = lookup;
    this.identity = identity;
    this.counter = counter;
    this.limits = limits;
  }

  /**
   * The requester's open calls, then the events, as many together as there are.
   *
   * @param after the last event that the client has; empty: it begins now
   */
  Multi<List<Item>> stream(RoutingContext request, Optional<Long> after) {
    return stream(request, after, true, callId -> true, identity::requester, NOTHING);
  }

  /** The events of one call, for its page; fails with 401 unless the request came with that page's cookie. */
  Multi<List<Item>> streamOfPage(RoutingContext request, Optional<Long> after, String callId) {
    return stream(request, after, true, id -> callId.equals(id.toString()),
        () -> identity.demandPageOf(callId).chain(identity::requester), NOTHING);
  }

  private Multi<List<Item>> stream(RoutingContext request, Optional<Long> after, boolean snapshot,
      Predicate<UUID> wanted, Supplier<Uni<Requester>> whoAsks, Runnable onCaughtUp) {
    return Multi.createFrom().publisher(reader -> {
      Context context = Vertx.currentContext();
      FeedStream stream = new FeedStream(context, wanted, rings::note, onCaughtUp, this::forget);
      stream.subscribe(reader);
      // Beside the stream and not before it: an operator that leads to it would be held as long as it lives.
      identity.settle(request)
          .chain(whoAsks::get)
          .call(requester -> counter.take(Key.of(Limit.STREAM, requester.getName())))
          .chain(requester -> identity.recheck()
              .chain(recheck -> known(after).emitOn(task -> context.runOnContext(ignored -> task.run()))
                  .invoke(known -> begin(stream, requester, recheck, wanted, known, snapshot))))
          .subscribe()
          .with(known -> LOG.trace("A stream begins"), stream::fail);
    });
  }

  /** An id that our log has not come to is of another log: such a client begins anew. */
  private Uni<Optional<Long>> known(Optional<Long> after) {
    return after.isEmpty() || after.get() <= feed.position()
        ? Uni.createFrom().item(after)
        : log.head().map(head -> after.filter(id -> id <= head));
  }

  private void begin(FeedStream stream, Requester requester, Recheck recheck, Predicate<UUID> wanted,
      Optional<Long> after,
      boolean snapshot) {
    if (!feed.isOn()) {
      throw new ApiException(404, "FEED_DISABLED", "Live events are switched off here");
    }
    if (stopping || feed.position() < 0) {
      throw unavailable();
    }
    if (stream.belongTo(requester)) {
      if (!streams.add(stream)) {
        throw limits.refusal(Limit.STREAM, Streams.MOST_OF_ONE, FULL_MILLIS);
      }
      attendance.add(stream, recheck);
      // Read after the stream is known, so that an event is either in the past or told to the stream, or both.
      long now = feed.position();
      stream.begin(new Past(log, lookup, items, requester, wanted, after.orElse(now), now, snapshot || after.isEmpty()),
          Math.max(now, after.orElse(now)));
      if (stopping || now < 0) {
        // It may have come in behind the others' farewell.
        Streams.sendAway(stream);
      }
    }
  }

  private static ApiException unavailable() {
    return ApiException.unavailable("FEED_UNAVAILABLE", "Live events are not available here now", 1);
  }

  /**
   * What there is for the requester as soon as there is something; nothing when there is none for so long after all that was
   * there already has been read. Whoever has no id yet is always told the open calls.
   */
  Uni<List<Item>> first(RoutingContext request, Optional<Long> after, Duration wait) {
    return Uni.createFrom()
        .deferred(() -> firstOrNothing(request, after, wait))
        .ifNoItem()
        .after(wait.plus(PATIENCE))
        .failWith(Subscriptions::unavailable)
        .invoke(items -> {
          if (items.isEmpty() && after.isEmpty()) {
            throw unavailable();
          }
        });
  }

  private Uni<List<Item>> firstOrNothing(RoutingContext request, Optional<Long> after, Duration wait) {
    CompletableFuture<List<Item>> caughtUp = new CompletableFuture<>();
    Uni<List<Item>> told = stream(request, after, false, callId -> true, identity::requester,
        () -> caughtUp.complete(List.of())).map(items -> items.stream().filter(Item::isTold).toList())
        .filter(items -> !items.isEmpty())
        .toUni()
        .map(found -> found == null ? List.of() : found);
    Uni<List<Item>> silence = Uni.createFrom().completionStage(caughtUp).onItem().delayIt().by(wait);
    return Uni.combine().any().of(told, silence);
  }

  private void forget(FeedStream stream) {
    streams.remove(stream);
    attendance.remove(stream);
  }

  void stop(@Observes ShutdownDelayInitiatedEvent event) {
    stopping = true;
    streams.sendAway();
  }
}
