/*
 * Zulip's call buttons. Its own handler is delegated on body (compose_setup.js), so a listener in the capture phase is
 * asked first: in a conversation with one other person the press is ours, in any other it goes on untouched.
 */
const VIDEO_BUTTONS = ".video_link";
const AUDIO_BUTTONS = ".audio_link, .click_to_call";
const OUR_BUTTONS = ".zc-added-button";
let passOn = false;

/** Lets Zulip's own handler do what it does. */
function pressZulips(source) {
  passOn = true;
  try {
    source.click();
  } finally {
    passOn = false;
  }
}

/** Takes the press of a call button that means one other person: of Zulip's, if we may, and of ours in any case. */
function takePress(event, desk, me) {
  const pressed = event.target instanceof Element
    && event.target.closest(`${VIDEO_BUTTONS}, ${AUDIO_BUTTONS}, ${OUR_BUTTONS}`);
  const ours = pressed && pressed.matches(OUR_BUTTONS);
  if (!pressed || passOn || !(ours || options.intercept)) {
    return;
  }
  const recipient = recipientOf(pressed, me.userId);
  if (recipient.other) {
    return;
  }
  event.preventDefault();
  event.stopImmediatePropagation();
  if (event.detail > 1 || event.repeat) {
    return;
  }
  const video = ours ? pressed.dataset.zcKind === "video" : pressed.matches(VIDEO_BUTTONS);
  log.debug("call", recipient, video);
  placeCall(desk, recipient, video, ours ? null : pressed);
}

function listenToButtons(desk, me) {
  const take = safely("press", (event) => takePress(event, desk, me));
  document.addEventListener("click", take, true);
  document.addEventListener("keydown", (event) => {
    const plain = !event.altKey && !event.ctrlKey && !event.metaKey && !event.shiftKey;
    if (plain && (event.key === "Enter" || event.key === " ")) {
      take(event);
    }
  }, true);
}
