/*
 * The room, in the page: Jitsi's IFrame API from the call's own server. Where its script cannot be had, a link.
 */
const SIGN_OF_LIFE_MS = 8_000;

/** A link into a room, taken apart: what Jitsi reads from its fragment is what its API takes as options. */
function roomParts(link) {
  const url = new URL(link);
  const path = url.pathname.split("/");
  const room = decodeURIComponent(path.pop());
  const parts = { room, base: url.origin + path.join("/"), domain: url.host + path.join("/"), config: {}, interface: {},
    user: {}, jwt: url.searchParams.get("jwt") ?? undefined };
  const groups = { config: parts.config, interfaceConfig: parts.interface, userInfo: parts.user };
  for (const pair of url.hash.slice(1).split("&").filter(Boolean)) {
    const [name, value] = pair.split(/=(.*)/s);
    const [group, ...key] = name.split(".");
    if (groups[group] && key.length > 0) {
      setDeep(groups[group], key, jsonOrText(decodeURIComponent(value ?? "")));
    }
  }
  return parts;
}

function setDeep(target, [key, ...rest], value) {
  if (key === "__proto__" || key === "constructor") {
    return;
  }
  if (rest.length === 0) {
    target[key] = value;
  } else {
    target[key] ??= {};
    setDeep(target[key], rest, value);
  }
}

function jsonOrText(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Jitsi's script; where the server lives below a path, it may still keep its script at the top. */
function loadJitsi(base) {
  const load = (from) => new Promise((resolve, reject) => {
    const script = make("script", { src: `${from}/external_api.js`, async: true, referrerpolicy: "no-referrer" });
    script.addEventListener("load", () => (window.JitsiMeetExternalAPI ? resolve() : reject(new Error("no API"))));
    script.addEventListener("error", () => reject(new Error(`${from} has no external_api.js`)));
    document.head.append(script);
  });
  const top = new URL(base).origin;
  return load(base).catch((fault) => (base === top ? Promise.reject(fault) : load(top)));
}

/**
 * Opens the room in an element.
 *
 * @param on {joined, left, silent}: somebody is in; has left by Jitsi's own button; nothing is heard of the frame, which
 * is what a server that refuses to be framed looks like
 */
async function openRoom(link, place, on) {
  const parts = roomParts(link);
  await loadJitsi(parts.base);
  const frame = new window.JitsiMeetExternalAPI(parts.domain, {
    roomName: parts.room, parentNode: place, width: "100%", height: "100%", jwt: parts.jwt,
    configOverwrite: parts.config, interfaceConfigOverwrite: parts.interface, userInfo: parts.user,
    noSSL: parts.base.startsWith("http:"),
  });
  const silent = setTimeout(on.silent, SIGN_OF_LIFE_MS);
  const alive = () => clearTimeout(silent);
  for (const sign of ["browserSupport", "knockingParticipant", "errorOccurred", "log", "ready"]) {
    frame.addListener(sign, alive);
  }
  frame.addListener("videoConferenceJoined", () => {
    alive();
    on.joined();
  });
  frame.addListener("readyToClose", on.left);
  return function close() {
    alive();
    safely("room", () => {
      frame.executeCommand("hangup");
      frame.dispose();
    })();
  };
}
