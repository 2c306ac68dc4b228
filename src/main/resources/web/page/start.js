/** The call page: follows one call from its first ring to its end. */
const BEAT_MS = 20_000;

function openPage() {
  const stage = document.getElementById("zc-stage");
  const live = document.getElementById("zc-live");
  const isReloading = watchReload();
  let call = facts.call;
  let shown = "";
  let have = null;
  let session = null;
  let take = () => {};
  let sound = null;
  let nextBeat = null;
  let stopFeed = null;
  let left = null;
  let toldLetIn = true;
  let ringsOut = null;
  let hasRungOut = false;

  const talk = openTalk(stage, () => end(), () => {
    talk.close();
    redraw();
  });
  const access = watchAccess(stage, () => isOpen(call) && left !== "onlyLeft");

  const api = (method, what, details) => request(method, `${facts.api}/${what}`, details);

  function learn(view) {
    if (!view || view.call_id !== call.call_id || view.version <= call.version) {
      return;
    }
    call = view;
    if (!isOpen(call)) {
      stopFeed?.();
    }
    boundRing();
    show();
  }

  /** When the time to ring is over, it is silent, even if nothing is heard of the call's end. */
  function boundRing() {
    clearTimeout(ringsOut);
    hasRungOut = false;
    if (isUnanswered(call)) {
      ringsOut = setTimeout(() => {
        hasRungOut = true;
        show();
      }, (call.ring_ms_left ?? 0) + GRACE_MS);
    }
  }

  function tune() {
    if (!isUnanswered(call) || have === false || hasRungOut) {
      return null;
    }
    return call.was_initiator ? "ringback" : "ring";
  }

  /** Whoever hangs up is out of the room at once, whatever becomes of the request. */
  async function act(what, fields) {
    if (what === "end" && call.state === "active") {
      left = "hangingUp";
      redraw();
    }
    stage.querySelectorAll("button").forEach((pressed) => {
      pressed.disabled = true;
    });
    const answer = await api("POST", what, { fields, keepalive: true });
    session?.learn(answer.body.call);
    learn(answer.body.call);
    if (access.isShutOut(answer) && isOpen(call)) {
      access.note(answer);
      left = what === "end" ? "onlyLeft" : null;
      redraw();
    } else if (!answer.ok && isOpen(call)) {
      left = what === "end" && call.state === "active" ? "notEnded" : null;
      redraw();
      complain(say("failedToEnd", { reason: answer.reason }));
    }
  }

  const end = () => act("end");

  /** The same call once more; its page takes the place of this one. */
  async function again() {
    const answer = await request("POST", `${CALLS}/create-embedded`, { key: randomKey(),
      fields: { user_id: call.other_user.user_id, is_video_call: call.call_type === "video" } });
    const callId = answer.ok ? answer.body.call_id : answer.body.existing_call_id;
    if (answer.ok) {
      session.expect(callId);
    }
    if (callId) {
      location.replace(pagePath(callId));
    } else {
      complain(say("failed", { reason: answer.reason }));
    }
  }

  function complain(text) {
    stage.querySelector(".zc-fault")?.remove();
    stage.append(make("p", { class: "zc-fault", role: "alert" }, text));
  }

  /** The scene follows from the call's state and from whether this window has the call. */
  function sceneName() {
    if (!isOpen(call)) {
      return "over";
    }
    if (left) {
      return "left";
    }
    if (have === false) {
      return "elsewhere";
    }
    return call.state;
  }

  function show() {
    const name = sceneName();
    document.title = word("callWith", { name: call.other_user.full_name });
    sound?.play(tune());
    if (name === shown || (have === null && name !== "over")) {
      return;
    }
    shown = name;
    talk.close();
    if (name === "active") {
      talk.show(call);
      beat();
    } else {
      stage.replaceChildren(scene(name));
    }
    access.show();
    // Scenes come and go whole, so what is read out stands beside them.
    live.textContent = stage.querySelector(".zc-person-line")?.textContent ?? say("inCall");
    const next = name === "over" || name === "left" ? ".zc-button" : ".zc-accept";
    stage.querySelector(`.zc-person-actions ${next}`)?.focus({ preventScroll: true });
  }

  /** Draws the scene anew, since its buttons were pressed; not the room, where one would come in a second time. */
  function redraw() {
    shown = talk.isShown() ? shown : "";
    show();
  }

  function scene(name) {
    if (name === "over") {
      return overScene(call, facts.session ? again : null);
    }
    if (name === "left") {
      return leftScene();
    }
    if (name === "elsewhere") {
      return personScene(call, word("elsewhere"), false, button("accept", word("useHere"), null, () => take()));
    }
    if (call.was_initiator) {
      return personScene(call, say(name === "ringing" ? "ringing" : "calling"), true,
        button("decline", say("cancel"), "end", end));
    }
    return personScene(call, incomingText(call), true,
      button("decline", say("decline"), "end", () => act("respond", { response: "decline" })),
      button("accept", say("accept"), call.call_type, () => act("respond", { response: "accept" })));
  }

  /** The room is left, and the call not over: its end is on its way, is not to be had without a login, or did not get through. */
  function leftScene() {
    const ways = { hangingUp: [], onlyLeft: [access.logInLink()], notEnded: [button("decline", say("hangUp"), "end", end)] };
    return personScene(call, word(left), false, ...ways[left]);
  }

  /** The lease of an active call, from its beginning on; a service that has none answers 404. */
  async function beat() {
    if (!talk.isShown()) {
      return;
    }
    const path = facts.session ? `${CALLS}/heartbeat` : `${facts.api}/heartbeat`;
    const answer = await attempt("POST", path, { fields: { call_id: call.call_id, is_backgrounded: document.hidden } });
    learn(answer.body.call);
    access.note(answer);
    if (answer.status !== 404 && answer.status !== 405) {
      clearTimeout(nextBeat);
      nextBeat = setTimeout(beat, BEAT_MS);
    }
  }

  /** Closing the window hangs up; loading it again does not. */
  function leave() {
    const ends = call.state === "active" || (isUnanswered(call) && call.was_initiator);
    if (have && ends && !access.logsIn() && left !== "onlyLeft" && !handOver(call.call_id) && !isReloading()) {
      sendInPassing(`${facts.api}/end`);
    }
  }

  sound = soundPlayer(soundLock(facts.user_id), (playing) => {
    stage.dataset.sound = playing ?? "off";
  });
  if (facts.session) {
    session = openSession({ userId: facts.user_id, muted: new Set() }, () => {
      learn(session?.get(call.call_id));
      if (session && session.isLetIn() !== toldLetIn) {
        toldLetIn = session.isLetIn();
        access.set(toldLetIn);
      }
    });
    session.learn(call);
  }
  if (isOpen(call)) {
    stopFeed = session ? session.lead() : followLive(() => call, learn, access);
  }
  take = onlyWindow(pageLock(call.call_id), () => {
    have = true;
    session?.send({ type: "opened", callId: call.call_id });
    show();
  }, () => {
    have = false;
    show();
  });
  addEventListener("pagehide", safely("leave", leave));
  boundRing();
  show();
}

applyTheme();
applyLanguage();
safely("page", openPage)();
