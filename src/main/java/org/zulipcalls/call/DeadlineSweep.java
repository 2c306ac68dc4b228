package org.zulipcalls.call;

import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.enterprise.context.ApplicationScoped;

import org.zulipcalls.support.Background;
import org.zulipcalls.support.Chore;
import org.zulipcalls.support.Chores;

import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/**
 * Ends what is past its deadline: unanswered calls are missed, long ones hit the time limit, silent ones lost contact,
 * those whose room is empty are over. Looks again at the rooms that somebody has left.
 * Every replica runs it; the compare-and-set of {@link CallStore} lets one of them win. It is the recovery after a crash
 * as well, and its cost follows the open calls that are due, never the history.
 */
@ApplicationScoped
class DeadlineSweep {

  private static final int BATCH = 200;
  /** Calls that are ended at a time, so that the last of many is not late: a share of the database's connections. */
  private static final int AT_ONCE = 8;

  private final Background background;
  private final Chores chores;
  private final CallLookup lookup;
  private final Calls calls;
  private final Heartbeats heartbeats;
  private final Hearing hearing;
  private final RoomPresence rooms;
  /** The database or Zulip has not answered, or not yet; so no heartbeat may have come through, to whatever replica. */
  private volatile boolean wasDeaf = true;

  DeadlineSweep(CallLookup lookup, Calls calls, Heartbeats heartbeats, Hearing hearing, RoomPresence rooms,
      Chores chores, Background background) {
    this.heartbeats = heartbeats;
    this.hearing = hearing;
    this.background = background;
    this.chores = chores;
    this.lookup = lookup;
    this.calls = calls;
    this.rooms = rooms;
  }

  @Scheduled(every = "1s", concurrentExecution = ConcurrentExecution.SKIP)
  Uni<Void> sweep() {
    return chores.run(Chore.DEADLINES, () -> forgive().chain(() -> endDue(new ConcurrentHashMap<>())));
  }

  /** As long as nobody can be heard, and once more when that is over. */
  private Uni<?> forgive() {
    wasDeaf = wasDeaf || hearing.isAway();
    return wasDeaf ? heartbeats.forgive() : Uni.createFrom().voidItem();
  }

  /** This replica may not have met an outage of Zulip's that has others' heartbeats fail. Who is forgiven is not ended. */
  private Uni<?> makeSure(List<Call> due) {
    return due.stream().anyMatch(call -> first(call) == Trigger.CONTACT_LOST)
        ? hearing.check().chain(this::forgive)
        : Uni.createFrom().voidItem();
  }

  /** @param failed what this sweep could not end, and why; it holds up nobody else */
  private Uni<Void> endDue(Map<UUID, Throwable> failed) {
    return lookup.due(BATCH, failed.keySet())
        .onItemOrFailure()
        .invoke((due, failure) -> wasDeaf = failure != null || hearing.isAway())
        .call(this::makeSure)
        .call(due -> endAll(due, failed))
        .chain(due -> due.size() == BATCH ? endDue(failed) : tell(failed));
  }

  private Uni<Void> endAll(List<Call> due, Map<UUID, Throwable> failed) {
    return Multi.createFrom()
        .iterable(due)
        .onItem()
        .transformToUni(call -> background.beside(() -> pass(call))
            .onFailure()
            .invoke(failure -> failed.put(call.callId, failure))
            .onFailure()
            .recoverWithNull())
        .merge(AT_ONCE)
        .collect()
        .last()
        .replaceWithVoid();
  }

  private static Uni<Void> tell(Map<UUID, Throwable> failed) {
    return failed.isEmpty()
        ? Uni.createFrom().voidItem()
        : Uni.createFrom().failure(failed.values().iterator().next());
  }

  private Uni<Void> pass(Call call) {
    Trigger first = first(call);
    return first == Trigger.LEAVE ? rooms.settle(call.jitsiRoomName) : calls.change(call, first).replaceWithVoid();
  }

  /** The deadline that comes first is the one that is over. */
  private static Trigger first(Call call) {
    Map<Trigger, Instant> ends = new EnumMap<>(Trigger.class);
    ends.put(Trigger.RING_TIME_OVER, call.ringUntil);
    ends.put(Trigger.TIME_LIMIT, call.activeUntil);
    ends.put(Trigger.CONTACT_LOST, call.contactUntil);
    ends.put(Trigger.ROOM_CLOSED, call.emptyUntil);
    ends.put(Trigger.LEAVE, call.leaveUntil);
    ends.values().removeIf(Objects::isNull);
    return Collections.min(ends.entrySet(), Map.Entry.comparingByValue()).getKey();
  }
}
