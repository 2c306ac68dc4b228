package org.zulipcalls.call;

import java.time.Instant;

/**
 * Somebody's time in a room, as the room's server tells it, on that server's clock.
 *
 * @param place    the breakout room's id; {@link #MAIN} for the main room
 * @param occupant the connection's address; {@link #ROOM} for the room itself, which is there while it exists
 * @param userId   Zulip's id as the server knows it from our token; null where it knows none
 * @param leftAt   null while it lasts
 */
public record RoomStay(String place, String occupant, Long userId, Instant joinedAt, Instant leftAt) {

  public static final String MAIN = "";
  public static final String ROOM = "";
}
