/**
 * Every text of the scripts, with those of page/facts.js; a page may set its own (window.zulipCalls.texts, or
 * data-text-accept="…"). What the service renders itself (templates/PageTemplates) and its reasons are English.
 */
const TEXTS = {
  accept: "Accept",
  decline: "Decline",
  ignore: "Ignore",
  cancel: "Cancel",
  hangUp: "Hang up",
  close: "Close",
  openCall: "Open call",
  callAgain: "Call again",
  zulipsLink: "Insert Zulip's link",
  videoCall: "Video call",
  audioCall: "Voice call",
  incomingVideo: "Incoming video call",
  incomingAudio: "Incoming voice call",
  incomingTitle: "{name} is calling",
  ignoreHint: "Stops the ringing here only",
  soundBlocked: "Click anywhere to hear the ringing",
  calling: "Calling …",
  ringing: "Ringing …",
  declined: "Declined the call",
  noAnswer: "No answer",
  busy: "Busy in another call. Wait until free?",
  wait: "Wait",
  waiting: "Waiting until free …",
  waitingBehind: "Waiting until free, {before} before you …",
  stopWaiting: "Stop waiting",
  waitOver: "Not free for too long. Wait again?",
  freeTitle: "{name} is free",
  freeBody: "Your call rings there now",
  cancelled: "The call was cancelled",
  ended: "The call has ended",
  inCall: "In the call",
  windowBlocked: "Your browser kept the call's window closed.",
  failed: "The call could not be started: {reason}",
  failedToAnswer: "The call could not be answered: {reason}",
  failedToEnd: "This did not reach the call service: {reason}",
  unreachable: "the call service does not answer",
  joinVideo: "Join video call.",
  joinAudio: "Join voice call.",
};

const TEXT_LONGEST = 200;

/** Every switch, each also an attribute of the script's tag: data-sound="false", data-debug="debug". */
const SWITCHES = {
  enabled: true, // false: the script does nothing at all
  intercept: true, // Zulip's call buttons call
  addButtons: true, // add buttons of ours where the realm's provider hides Zulip's
  fallback: true, // when our service fails, Zulip's own handler inserts its link
  ring: true, // incoming calls are shown
  sound: true,
  notifications: true,
  blink: true, // the title, while it rings
  vibrate: true,
  window: "popup", // or "tab": how the call page opens
  retries: 3, // of a request that did not get through
  debug: "error", // off, error, info, debug: how much goes to the console
  userId: 0, // for pages that are not Zulip's: who is logged in; 0 asks Zulip
  csrfToken: "", // for pages that are not Zulip's: Django's token of this session
};

function readSwitch(name, value) {
  const kind = typeof SWITCHES[name];
  if (kind === "boolean") {
    return value === true || value === "" || value === "true";
  }
  if (kind === "number") {
    const number = parseFloat(value);
    return number >= 0 ? number : SWITCHES[name];
  }
  return String(value);
}

/** A text is text: anything else that a page gives is left out, and its markup is shown as it stands. */
function readTexts(given) {
  const texts = {};
  for (const [name, text] of Object.entries(typeof given === "object" && given !== null ? given : {})) {
    if (/^[a-z][A-Za-z]{0,39}$/.test(name) && typeof text === "string" && text.length <= TEXT_LONGEST) {
      texts[name] = text;
    }
  }
  return texts;
}

/** data-text-accept is accept. */
function textAttributes(attributes) {
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => /^text[A-Z]/.test(name))
    .map(([name, text]) => [name[4].toLowerCase() + name.slice(5), text]));
}

/** Later sources win: the defaults, window.zulipCalls, the tag's attributes. */
function readOptions(given, attributes) {
  const own = { ...readTexts(given.texts), ...readTexts(textAttributes(attributes)) };
  const options = { ...SWITCHES, texts: Object.freeze({ ...TEXTS, ...own }), ownTexts: Object.freeze(own) };
  for (const name of Object.keys(SWITCHES)) {
    for (const source of [given, attributes]) {
      if (source[name] !== undefined) {
        options[name] = readSwitch(name, source[name]);
      }
    }
  }
  return Object.freeze(options);
}

/** The call page stands alone, and has its texts from Zulip's page, by way of the browser. */
const HANDED_KEY = "zulip-calls-options";

function handedOn() {
  try {
    const { texts, sound } = JSON.parse(localStorage.getItem(HANDED_KEY)) ?? {};
    return { texts, sound: sound !== false };
  } catch {
    return {};
  }
}

const earlier = SERVED.callPage ? handedOn() : window.zulipCalls;
const options = readOptions(typeof earlier === "object" && earlier !== null ? earlier : {},
  document.currentScript?.dataset ?? {});

/** A text with its {places} filled. */
function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (place, key) => String(values[key] ?? place));
}

function say(name, values = {}) {
  return fill(options.texts[name], values);
}

function incomingText(call) {
  return say(call.call_type === "audio" ? "incomingAudio" : "incomingVideo");
}
