/**
 * The talk: a bar, and the room below it, or the way to a room that has a tab of its own.
 *
 * @param onHangUp told that one wants to leave for good, by our button or by Jitsi's
 */
function openTalk(stage, onHangUp) {
  let room = null;

  function show(call) {
    const talk = roomScene(call, onHangUp);
    stage.replaceChildren(talk.scene);
    room = { stop: talk.stop, close: facts.room_fits ? showRoom(call, talk) : showWayToRoom(call, talk) };
  }

  function showRoom(call, talk) {
    return openRoom(call, talk.place, {
      joined: () => talk.scene.querySelector(".zc-no-frame")?.remove(),
      left: onHangUp,
      silent: () => talk.scene.append(noFrameHint(call)),
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
