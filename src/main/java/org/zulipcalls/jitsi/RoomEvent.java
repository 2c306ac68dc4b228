package org.zulipcalls.jitsi;

import java.util.List;

import org.zulipcalls.call.RoomStay;

/**
 * What Prosody's component event_sync tells (jitsi-contrib/prosody-plugins, event_sync/README.md).
 *
 * @param room      the name of the call's main room, also for what happens in a breakout room
 * @param stay      whose time in which room began or ended; a room's own as well
 * @param occupants when a room was destroyed, everybody whom the component remembers
 */
record RoomEvent(String room, RoomStay stay, List<RoomStay> occupants) {

  /** What has happened, with the path to which the component posts it. */
  enum Kind {
    /** Also a breakout room, when the first one enters it. */
    ROOM_CREATED("/room/created"),
    /** The main room only when its breakout rooms are empty as well. */
    ROOM_DESTROYED("/room/destroyed"),
    /** Also by the way from one room to another. */
    OCCUPANT_JOINED("/occupant/joined"),
    /** Also by the way from one room to another. */
    OCCUPANT_LEFT("/occupant/left");

    private final String path;

    Kind(String path) {
      this.path = path;
    }

    String path() {
      return path;
    }
  }
}
