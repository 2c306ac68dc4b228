/*
 * The room, in a frame. Jitsi's external_api.js would run with all that its reader may do in Zulip, on the word of a server
 * that a realm's administrator may have chosen; so the page loads none of it and speaks its protocol itself: messages in the
 * form of postis, after each side has said that it is there (jitsi/js-utils, transport; jitsi-meet, modules/API).
 */
const SIGN_OF_LIFE_MS = 8_000;
const API_ID = 0;
const SCOPE = `jitsi_meet_external_api_${API_ID}`;
const IS_THERE = "__ready__";
const MAY_USE = "autoplay; camera; clipboard-write; compute-pressure; display-capture; hid; microphone; screen-wake-lock;"
  + " speaker-selection";

/** What Jitsi has posted, null where it is nothing of its API's. */
function readPosted(data) {
  try {
    const message = JSON.parse(data);
    return message?.postis === true && message.scope === SCOPE ? message : null;
  } catch {
    return null;
  }
}

/**
 * Opens the room in an element. To take the frame away is to leave.
 *
 * @param on {joined, left, silent}: one is in; has left by Jitsi's own button; nothing is heard of the frame, which is what
 * a server that is away or refuses to be framed looks like
 * @returns what closes the room
 */
function openRoom(call, place, on) {
  const frame = make("iframe", { src: `${call.call_url}&jitsi_meet_external_api_id=${API_ID}`, allow: MAY_USE,
    allowfullscreen: true, title: word("callWith", { name: call.other_user.full_name }) });
  const { origin } = new URL(call.call_url);
  const silent = setTimeout(on.silent, facts.room_is_there === false ? 0 : SIGN_OF_LIFE_MS);
  const happenings = { "video-conference-joined": on.joined, "video-ready-to-close": on.left };
  const listen = safely("room", (event) => {
    const message = event.source === frame.contentWindow && event.origin === origin ? readPosted(event.data) : null;
    if (!message) {
      return;
    }
    clearTimeout(silent);
    if (message.method === IS_THERE) {
      // Its own question, given back: until then it keeps what it has to say.
      frame.contentWindow.postMessage(JSON.stringify(message), origin);
    } else {
      happenings[message.params?.data?.name]?.();
    }
  });
  addEventListener("message", listen);
  place.append(frame);
  return function close() {
    clearTimeout(silent);
    removeEventListener("message", listen);
    frame.remove();
  };
}
