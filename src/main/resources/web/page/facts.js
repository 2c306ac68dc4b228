/**
 * What the server wrote into the page: {user_id, api, csrf, session, call, room_is_there, room_fits, server_time}. `api` is where
 * this page may ask; without a session that is a place of its own, which knows this one call only.
 */
const facts = JSON.parse(document.getElementById("zc-call").textContent);
const loadedAt = performance.now();

/** Zulip's cookie is not for scripts, so the server gives Django's token to its own page. */
function getCsrfToken() {
  return facts.csrf ?? "";
}

/** The server's clock; ours may be wrong. */
function serverNow() {
  return Date.parse(facts.server_time) + performance.now() - loadedAt;
}

const WORDS = {
  callWith: "Call with {name}",
  connecting: "Connecting …",
  ownWindow: "Open in a new tab",
  roomByItself: "On {host} calls open in a tab of their own. Closing this page hangs up.",
  roomMoved: "The room is in a tab of its own. Closing this page hangs up.",
  noServer: "The video server {host} does not answer at the moment.",
  noFrame: "Does the room not appear?",
  openRoom: "Open the room",
  backToZulip: "Back to Zulip",
  closePage: "You can close this page.",
  youDeclined: "You declined the call",
  youMissed: "You missed the call",
  timeLimit: "The call has reached its longest time",
  contactLost: "The connection to the call was lost",
  duration: "{name} · {time}",
  elsewhere: "This call is open in another window.",
  useHere: "Use it here",
  loggedOut: "You are logged out of Zulip. The call goes on here, but its end will not be shown.",
  hangingUp: "Hanging up …",
  notEnded: "The call is not over yet.",
  onlyLeft: "You have left the call. To end it for both, log in to Zulip.",
  linkIsOver: "This page can no longer follow the call.",
  logIn: "Log in",
};

function word(name, values = {}) {
  return fill(options.texts[name] ?? WORDS[name], values);
}
