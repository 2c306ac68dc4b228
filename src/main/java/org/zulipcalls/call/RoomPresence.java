package org.zulipcalls.call;

import java.util.List;
import java.util.function.Function;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;

/**
 * What the room's server tells of a call's room: kept, written into the call's log, and its end when nobody is left. Rooms
 * of no open call are ignored. Each method is one transaction that has the call locked, so that two replicas that are
 * told at once see each other's news.
 */
@ApplicationScoped
public class RoomPresence {

  private static final Uni<Call> NOTHING = Uni.createFrom().nullItem();

  private final RoomStays stays;
  private final CallStore store;
  private final Calls calls;

  RoomPresence(RoomStays stays, CallStore store, Calls calls) {
    this.stays = stays;
    this.store = store;
    this.calls = calls;
  }

  /** Somebody has come, or gone; or the room has come to be, which is only to be remembered. */
  public Uni<Void> note(String room, RoomStay stay) {
    boolean isRoom = stay.occupant().equals(RoomStay.ROOM);
    return locked(room,
        call -> stays.note(call, List.of(stay)).chain(news -> news == 0 || isRoom ? NOTHING : settle(call)))
        .replaceWithVoid();
  }

  /**
   * A room is no more. The main room's end is the call's, unless it was answered later or the room exists again.
   *
   * @param room      the call's main room
   * @param destroyed the stay of the room itself
   * @param occupants all stays that the room remembers
   */
  public Uni<Void> close(String room, RoomStay destroyed, List<RoomStay> occupants) {
    return locked(room, call -> stays.note(call, occupants)
        .chain(() -> stays.close(call, destroyed))
        .chain(() -> stays.note(call, List.of(destroyed)))
        .chain(() -> settle(call)))
        .chain(call -> mayEnd(call, destroyed) ? end(call) : NOTHING)
        .replaceWithVoid();
  }

  private static boolean mayEnd(Call call, RoomStay room) {
    return call != null && call.startedAt != null && room.place().equals(RoomStay.MAIN)
        && room.leftAt().getEpochSecond() >= call.startedAt.getEpochSecond();
  }

  /** Whoever comes in meanwhile makes a newer version of the call, which is then not ended. */
  private Uni<Call> end(Call call) {
    return stays.isClosed(call.callId).chain(closed -> closed ? calls.change(call, Trigger.ROOM_CLOSED) : NOTHING);
  }

  /** Looks again at a room that somebody has left. */
  Uni<Void> settle(String room) {
    return locked(room, this::settle).replaceWithVoid();
  }

  private Uni<Call> settle(RoomStays.Locked call) {
    return store.settleRoom(call.callId());
  }

  private Uni<Call> locked(String room, Function<RoomStays.Locked, Uni<Call>> work) {
    return Panache.withTransaction(() -> stays.lock(room).chain(call -> call == null ? NOTHING : work.apply(call)))
        .invoke(call -> store.tell(call, null));
  }
}
