/**
 * The talk: a bar, and the room below it, or the way to a room that has a tab of its own.
 *
 * @param onHangUp told that one wants to leave for good, by our button or by Jitsi's
 * @param onMove told that the room has a tab of its own from now on, so that the talk has to be shown anew
 */
function openTalk(stage, onHangUp, onMove) {
  let room = null;
  let isApart = !facts.room_fits;

  function show(call) {
    const talk = roomScene(call, onHangUp, isApart ? null : onOpened);
    stage.replaceChildren(talk.scene);
    room = { stop: talk.stop, close: isApart ? showWayToRoom(call, talk) : showRoom(call, talk) };
  }

  /** The room has been opened in a tab: with the frame one would be in it twice. */
  function onOpened() {
    isApart = true;
    onMove();
  }

  function showRoom(call, talk) {
    return openRoom(call, talk.place, {
      joined: () => talk.scene.querySelector(".zc-no-frame")?.remove(),
      left: onHangUp,
      silent: () => talk.scene.append(noFrameHint(call, onOpened)),
    });
  }

  function showWayToRoom(call, talk) {
    const way = linkScene(call);
    talk.place.append(way);
    way.querySelector("a").focus({ preventScroll: true });
    return () => way.remove();
  }

  return {
    show,
    isShown: () => room !== null,
    /** Leaves the room, if one is in it. */
    close() {
      room?.stop();
      room?.close();
      room = null;
    },
  };
}
