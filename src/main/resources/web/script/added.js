/*
 * Where the realm's call provider is "None", or one without voice calls, Zulip hides its buttons (compose_call.ts); then
 * ours stand in their place, in conversations with one other person.
 */
const TOOLBARS = ".compose-control-buttons-container, .message-edit-feature-group";
const LOOK_AGAIN_MS = 250;

function addedButton(kind) {
  const label = say(`${kind}Call`);
  const link = make("a", { class: "compose_control_button zc-added-button", role: "button", tabindex: "0",
    "aria-label": label, title: label, "data-zc-kind": kind }, icon(kind));
  return make("div", { class: "compose_control_button_container preview_mode_disabled zc-added", "data-zc-kind": kind }, link);
}

/** Puts our button where Zulip's is missing, and takes it away where it is not. */
function mendToolbar(toolbar, kind, me) {
  const zulips = [...toolbar.querySelectorAll(kind === "video" ? VIDEO_BUTTONS : AUDIO_BUTTONS)];
  const shown = zulips.some((link) => isDisplayed(link) && isDisplayed(link.parentElement));
  const recipient = shown ? ZULIPS : recipientOf(toolbar, me.userId);
  const ours = toolbar.querySelector(`.zc-added[data-zc-kind="${kind}"]`);
  if (recipient.other) {
    ours?.remove();
  } else if (!ours) {
    const place = zulips[0]?.closest(".compose_control_button_container");
    const added = addedButton(kind);
    if (place && toolbar.contains(place)) {
      place.after(added);
    } else {
      toolbar.prepend(added);
    }
  }
}

function addMissingButtons(me) {
  const mend = safely("toolbar", () => {
    for (const toolbar of document.querySelectorAll(TOOLBARS)) {
      if (!toolbar.parentElement?.closest(TOOLBARS)) {
        ["audio", "video"].forEach((kind) => mendToolbar(toolbar, kind, me));
      }
    }
  });
  let due = null;
  const soon = () => {
    due ??= setTimeout(() => {
      due = null;
      mend();
    }, LOOK_AGAIN_MS);
  };
  new MutationObserver(soon).observe(document.body,
    { childList: true, subtree: true, attributes: true, attributeFilter: ["style", "data-user-id"] });
  addEventListener("hashchange", soon);
  soon();
}
