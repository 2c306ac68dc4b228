/*
 * The cards: one for each incoming call, one for a call that this tab has placed. They lie above Zulip's page without
 * moving it, and what is pressed in them never reaches Zulip's own handlers.
 */
const KEYS_SETTLE_MS = 400;
const SHIELDED = ["click", "mousedown", "mouseup", "pointerdown", "pointerup", "keydown", "keyup", "keypress", "contextmenu"];

let rootElement = null;

/**
 * Our one element in Zulip's page, there from the start: what stands in a live region when that comes into the page is
 * not read out.
 */
function root() {
  if (!rootElement?.isConnected) {
    rootElement = make("div", { id: "zc-root", class: "zc-root", "data-sound": "off" },
      make("div", { class: "zc-banners" }), make("div", { class: "zc-cards" }), make("div", { class: "zc-live", "aria-live": "assertive" }));
    SHIELDED.forEach((name) => rootElement.addEventListener(name, (event) => event.stopPropagation()));
    document.body.append(rootElement);
  }
  return rootElement;
}

function isEditable(element) {
  return Boolean(element) && (element.isContentEditable || /^(?:INPUT|TEXTAREA|SELECT)$/.test(element.tagName));
}

/** Somebody in the middle of a message must not lose a letter, nor send an answer with the Enter that was for Zulip. */
function isWriting() {
  const element = document.activeElement;
  return isEditable(element) && (element.value ?? element.textContent ?? "").trim() !== "";
}

function cardHead(call, what, pulsing) {
  const id = call.call_id;
  return make("div", { class: "zc-head" }, avatar(call.other_user, pulsing),
    make("div", { class: "zc-text" },
      make("div", { class: "zc-name", id: `zc-name-${id}` }, call.other_user.full_name),
      make("div", { class: "zc-what", id: `zc-what-${id}` }, icon(call.call_type),
        make("span", {}, what))));
}

/**
 * The card of an incoming call.
 *
 * @param silent a second call: shown, but it neither sounds nor takes the focus
 * @param on {accept, decline, ignore}
 */
function incomingCard(call, silent, on) {
  const id = call.call_id;
  const card = make("section", { class: "zc-card zc-incoming", role: "alertdialog", tabindex: "-1", "data-call-id": id,
    "aria-labelledby": `zc-name-${id}`, "aria-describedby": `zc-what-${id}`, "data-silent": silent },
  cardHead(call, incomingText(call), !silent),
  make("p", { class: "zc-hint", hidden: true }, say("soundBlocked")));
  const ignore = button("quiet", say("ignore"), null, () => on.ignore(call));
  ignore.title = say("ignoreHint");
  card.append(make("div", { class: "zc-actions" }, ignore,
    button("decline", say("decline"), "end", () => on.decline(call)),
    button("accept", say("accept"), call.call_type, () => on.accept(call))));
  answerByKeys(card, { accept: () => on.accept(call), ignore: () => on.ignore(call) });
  return card;
}

/** Enter accepts, Escape ignores; a letter goes back to where somebody was writing. */
function answerByKeys(card, on) {
  const shown = performance.now();
  card.addEventListener("keydown", safely("keys", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.repeat) {
      return;
    }
    if (event.key === "Escape") {
      event.preventDefault();
      on.ignore();
    } else if (event.key === "Enter" && event.target === card) {
      event.preventDefault();
      if (performance.now() - shown > KEYS_SETTLE_MS) {
        on.accept();
      }
    } else if (event.key.length === 1 && event.key !== " " && isEditable(card.zcCameFrom)) {
      card.zcCameFrom.focus();
    }
  }));
}

/** Moves the focus into a card, and remembers where it came from. */
function focusCard(card) {
  if (!card.contains(document.activeElement) && !isWriting()) {
    card.zcCameFrom = document.activeElement;
    card.focus({ preventScroll: true });
  }
}

/** Takes a card away; the focus goes back to where it was. */
function removeCard(card) {
  const hadFocus = card.contains(document.activeElement);
  const back = card.zcCameFrom;
  card.remove();
  if (hadFocus && back?.isConnected && back !== document.body) {
    back.focus({ preventScroll: true });
  }
}

/** The card of a call that this tab has placed. */
function outgoingCard(call, on) {
  const card = make("section", { class: "zc-card zc-outgoing", role: "status", "data-call-id": call.call_id,
    tabindex: "-1", "aria-labelledby": `zc-name-${call.call_id} zc-what-${call.call_id}` }, cardHead(call, "", false),
  make("div", { class: "zc-actions" }));
  let shown = null;
  let latest = call;
  card.zcShow = (now) => {
    latest = now;
    const state = outgoingState(now);
    const text = say(now.before > 0 ? "waitingBehind" : state, now);
    const next = [state, text, Boolean(now.unopened)].join();
    if (shown === next) {
      return;
    }
    shown = next;
    card.dataset.state = state;
    card.setAttribute("role", asksToWait(now) ? "alertdialog" : "status");
    card.querySelector(".zc-what span").textContent = text;
    const hadFocus = card.contains(document.activeElement);
    card.querySelector(".zc-actions").replaceChildren(...outgoingActions(now, on));
    if (hadFocus) {
      card.focus({ preventScroll: true });
    }
  };
  card.zcShow(call);
  answerByKeys(card, {
    accept: () => (asksToWait(latest) ? on.wait(latest) : latest.unopened && on.open(latest)),
    ignore: () => asksToWait(latest) && on.close(latest),
  });
  return card;
}

/** Whether the card asks whether to wait for somebody. */
function asksToWait(call) {
  return call.state === "busy" || call.state === "waitOver";
}

function outgoingActions(now, on) {
  const drawing = now.call_type;
  const close = () => button("quiet", say("close"), null, () => on.close(now));
  if (now.state === "waiting") {
    return [button("quiet", say("stopWaiting"), null, () => on.stopWaiting(now))];
  }
  if (asksToWait(now)) {
    return [close(), button("accept", say("wait"), null, () => on.wait(now))];
  }
  if (isOpen(now)) {
    return [button(now.unopened ? "accept" : "quiet", say("openCall"), now.unopened ? drawing : null, () => on.open(now)),
      button("decline", say(now.state === "active" ? "hangUp" : "cancel"), "end", () => on.cancel(now))];
  }
  return [close(), button("accept", say("callAgain"), drawing, () => on.again(now))];
}

/** What the caller is told. */
function outgoingState(call) {
  return { initiated: "calling", ringing: "ringing", active: "inCall", declined: "declined", missed: "noAnswer",
    busy: "busy", waiting: "waiting", waitOver: "waitOver", cancelled: "cancelled" }[call.state] ?? "ended";
}
