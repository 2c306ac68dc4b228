/** What the page shows, one scene at a time. */
const MIDDLE = 1;

function minutes(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const rest = `${String(Math.floor(whole / 60) % 60).padStart(whole >= 3600 ? 2 : 1, "0")}:${String(whole % 60).padStart(2, "0")}`;
  return whole >= 3600 ? `${Math.floor(whole / 3600)}:${rest}` : rest;
}

/** What is to be said of the room's server: nothing, unless it did not answer when the service last looked. */
function serverNotice(call) {
  if (facts.room_is_there !== false || !isOpen(call)) {
    return [];
  }
  return [make("p", { class: "zc-no-server", role: "status" }, word("noServer", { host: new URL(call.call_url).host }))];
}

/** A person in the middle, a line below, and what one can do. */
function personScene(call, line, pulsing, ...buttons) {
  return make("section", { class: "zc-person" }, avatar(call.other_user, pulsing),
    make("h1", { class: "zc-person-name" }, call.other_user.full_name),
    make("p", { class: "zc-person-line" }, line), ...serverNotice(call),
    make("div", { class: "zc-person-actions" }, ...buttons));
}

/** @param onOpened told when the room has been opened in a tab, if that changes anything here */
function roomLink(call, label, kind, onOpened = null) {
  const link = make("a", { class: `zc-button zc-${kind}`, href: call.call_url, target: "_blank", rel: "noopener noreferrer" }, label);
  if (onOpened) {
    // After the browser has followed the link, which this takes out of the page.
    const open = () => setTimeout(safely("room", onOpened));
    link.addEventListener("click", open);
    link.addEventListener("auxclick", (event) => event.button === MIDDLE && open());
  }
  return link;
}

/** How a call is told to have ended, to the one who reads. */
function outcome(call) {
  const own = call.was_initiator;
  switch (call.end_reason ?? call.state) {
    case "declined":
      return own ? say("declined") : word("youDeclined");
    case "missed":
      return own ? say("noAnswer") : word("youMissed");
    case "cancelled":
      return say("cancelled");
    case "time_limit":
      return word("timeLimit");
    case "contact_lost":
      return word("contactLost");
    default:
      return say("ended");
  }
}

/** @param onAgain calls again; null where this page cannot */
function overScene(call, onAgain) {
  const line = call.duration_seconds === null || call.duration_seconds === undefined ? outcome(call)
    : word("duration", { name: outcome(call), time: minutes(call.duration_seconds) });
  const again = onAgain ? [button("accept", say("callAgain"), call.call_type, onAgain)] : [];
  return personScene(call, line, false, wayOut(), ...again);
}

/** From a page that was opened by a link there is no way back: its browser has no session of Zulip's. */
function wayOut() {
  if (window.opener) {
    return button("quiet", say("close"), null, () => window.close());
  }
  return facts.session ? make("a", { class: "zc-button zc-quiet", href: "/" }, word("backToZulip"))
    : make("p", { class: "zc-person-line" }, word("closePage"));
}

/** The room with its bar; `place` is where the room goes; `onOpened` as in roomLink, null where the room is not in the page. */
function roomScene(call, onHangUp, onOpened) {
  const time = make("time", { class: "zc-time", role: "timer" }, word("connecting"));
  const place = make("div", { class: "zc-room" });
  const scene = make("section", { class: "zc-talk" },
    make("header", { class: "zc-bar" }, avatar(call.other_user),
      make("div", { class: "zc-bar-text" }, make("h1", { class: "zc-bar-name" }, call.other_user.full_name), time),
      ...(onOpened ? [roomLink(call, word("ownWindow"), "link", onOpened)] : []), button("decline", say("hangUp"), "end", onHangUp)),
    place);
  const started = Date.parse(call.started_at);
  const tick = () => {
    time.textContent = minutes((serverNow() - started) / 1_000);
  };
  tick();
  const timer = setInterval(tick, 1_000);
  return { scene, place, stop: () => clearInterval(timer) };
}

/** Instead of a room that would be closed within the page, or has left it: the way to it. */
function linkScene(call) {
  return make("div", { class: "zc-instead" }, ...serverNotice(call),
    make("p", {}, word(facts.room_fits ? "roomMoved" : "roomByItself", { host: new URL(call.call_url).host })), roomLink(call, word("openRoom"), "accept"));
}

/** The way to a room that the frame does not show. */
function noFrameHint(call, onOpened) {
  return make("div", { class: "zc-no-frame", role: "status" }, ...serverNotice(call), make("span", {}, word("noFrame")),
    roomLink(call, word("openRoom"), "quiet", onOpened));
}
