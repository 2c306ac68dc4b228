package org.zulipcalls.feed;

import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;

import org.zulipcalls.call.CallLookup;
import org.zulipcalls.call.Requester;

import io.smallrye.mutiny.Uni;

/**
 * What a stream tells before the live events: the snapshot, if it is wanted, then what the client has missed, read in
 * pieces as fast as the client takes them.
 */
final class Past {

  private final EventLog log;
  private final CallLookup calls;
  private final Items items;
  private final Requester requester;
  private final Predicate<UUID> wanted;
  private final long upto;
  private long position;
  private boolean snapshotDue;

  /**
   * @param wanted the calls of which it tells
   * @param after the last event that the client has
   * @param upto  the last event that is not live
   */
  Past(EventLog log, CallLookup calls, Items items, Requester requester, Predicate<UUID> wanted, long after, long upto,
      boolean snapshot) {
    this.log = log;
    this.calls = calls;
    this.items = items;
    this.requester = requester;
    this.wanted = wanted;
    this.position = after;
    this.upto = upto;
    this.snapshotDue = snapshot;
  }

  /** The next items; none when that was all. One call at a time. */
  Uni<List<Item>> next() {
    if (snapshotDue) {
      snapshotDue = false;
      return calls.open(requester)
          .map(open -> open.stream().filter(call -> wanted.test(call.callId)).toList())
          .map(open -> List.of(items.snapshot(position, open, requester.userId())));
    }
    return position >= upto ? Uni.createFrom().item(List.of()) : missed();
  }

  private Uni<List<Item>> missed() {
    return log.missed(requester, position, upto).chain(events -> {
      position = events.isEmpty() ? upto : events.get(events.size() - 1).id();
      List<Item> told = events.stream()
          .filter(event -> event.isTold() && wanted.test(event.call().callId))
          .map(event -> items.event(event, requester.userId()))
          .toList();
      // A piece in which nothing is told must not look like the end.
      return told.isEmpty() ? next() : Uni.createFrom().item(told);
    });
  }
}
