// What a Jitsi page would take from its link: settings in the fragment (JSON values, as in
// #userInfo.displayName="Hamlet"&config.startWithVideoMuted=true) or in the query, and a token's claims.

function settings() {
  const found = new Map();
  for (const part of [location.search.slice(1), location.hash.slice(1)]) {
    for (const pair of part.split("&").filter(Boolean)) {
      const [name, ...rest] = pair.split("=");
      const text = decode(rest.join("="));
      found.set(decode(name), parsed(text));
    }
  }
  return found;
}

function decode(text) {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return text;
  }
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function claims(token) {
  try {
    const payload = token.split(".")[1].replaceAll("-", "+").replaceAll("_", "/");
    const bytes = Uint8Array.from(atob(payload), (c) => c.charCodeAt(0));
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return {};
  }
}

function isTrue(value) {
  return value === true || value === "true" || value === "moderator";
}

/** A token says it; without one the initiator's link is known by the settings that only it carries. */
function isModerator(given, user) {
  return user.affiliation === "owner" || given.get("config.enableInsecureRoomNameWarning") === false
    || [user.moderator, given.get("userInfo.moderator"), given.get("role")].some(isTrue);
}

function show(id, text) {
  document.getElementById(id).textContent = text;
}

function render() {
  const given = settings();
  const user = claims(given.get("jwt") ?? "").context?.user ?? {};
  const name = String(user.name ?? given.get("userInfo.displayName") ?? "");
  const moderator = isModerator(given, user);
  const silent = isTrue(given.get("config.startWithVideoMuted")) || isTrue(given.get("config.startAudioOnly"));
  const muted = isTrue(given.get("config.startWithAudioMuted"));
  const room = decode(location.pathname.split("/").pop());
  document.title = `${room} | Room`;
  show("letter", (name || "?").slice(0, 1));
  show("who", name ? `${name} is in the room` : "Somebody is in the room");
  show("room", room);
  show("role", moderator ? "moderator" : "participant");
  show("media", `${silent ? "camera off" : "camera on"}, ${muted ? "microphone off" : "microphone on"}`);
}

render();
addEventListener("hashchange", render);
const leave = document.getElementById("leave");
leave.hidden = window.parent === window;
leave.addEventListener("click", () => tell("video-ready-to-close"));
tell("video-conference-joined");
const start = performance.now();
setInterval(() => {
  const seconds = Math.floor((performance.now() - start) / 1000);
  show("since", `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`);
}, 1000);
