/*
 * From what the session knows follows what is seen and heard in this tab.
 */
const TONES = ["declined", "missed", "busy"];
const ASK_TABS_MS = 200;
const UNOPENED_KEY = "zulip-calls-unopened";

/**
 * Notifies when no tab of this browser is looked at; the tabs are asked, since only one of them notifies.
 *
 * @param isUnheard whether the browser keeps the tune silent here, and no other tab has it: then the notification sounds
 */
function notifyIfUnseen(session, notifications, due, isUnheard) {
  let seen = false;
  let asked = null;
  session.listen("seen?", () => document.hidden || session.send({ type: "seen" }));
  session.listen("seen", () => {
    seen = true;
  });
  return function notify(calls) {
    notifications.keepOnly(calls.map((call) => call.call_id));
    if (calls.length > 0 && document.hidden && asked === null) {
      seen = false;
      session.send({ type: "seen?" });
      asked = setTimeout(() => {
        asked = null;
        seen || due().forEach((call) => notifications.show(call, !isUnheard()));
      }, ASK_TABS_MS);
    }
  };
}

function openDesk(me, actions) {
  const session = openSession(me, () => show());
  const unopened = new Set(recall("sessionStorage", UNOPENED_KEY));
  const begun = new Set();
  const isReloading = watchReload();
  const waits = openWaits(session, isReloading, (call) => showCall(openEmpty(call.call_type), call.call_id) || begin(call));
  const rack = cardRack(session, actions);
  const blink = titleBlinker();
  const vibrate = vibrator();
  const notify = notifyIfUnseen(session, notifier(), wanting, isUnheard);
  const toned = new Set();
  let ringingTitle = null;
  let elsewhere = false;
  let heard = false;
  let blocked = false;
  let timer = null;

  const sound = soundPlayer(soundLock(me.userId), (playing, isBlocked) => {
    blocked = isBlocked;
    if (rootElement) {
      rootElement.dataset.sound = playing ?? (blocked ? "blocked" : "off");
    }
    // A tab that is silent says nothing: the word of the one that sounds would be forgotten.
    if (heard !== (playing !== null)) {
      heard = !heard;
      session.send({ type: "sounding", on: heard });
    }
    showHint();
  });
  session.listen("sounding", ({ on }) => {
    elsewhere = on;
    showHint();
  });

  /** A call that has come of waiting, while nobody was there to open its window. */
  function begin(call) {
    if (isDesktopApp()) {
      openOutside(call.call_id);
    } else {
      begun.add(call.call_id);
      mark(call.call_id, true);
    }
  }

  function mark(callId, isUnopened) {
    unopened[isUnopened ? "add" : "delete"](callId);
    remember("sessionStorage", UNOPENED_KEY, [...unopened]);
  }

  /** Whether a call of this tab has had no window yet: then this tab is all that it has here. */
  function lacksWindow(call) {
    return isOpen(call) && unopened.has(call.call_id);
  }

  function opened(callId) {
    mark(callId, false);
    show();
  }
  session.listen("opened", ({ callId }) => opened(callId));

  addEventListener("pagehide", safely("unopened", () => {
    if (!isReloading()) {
      session.outgoing().filter(lacksWindow).forEach((call) => sendInPassing(`${CALLS}/${call.call_id}/end`));
    }
  }));

  /** Calls that want somebody's eyes. */
  function wanting() {
    const waited = session.outgoing().filter((call) => begun.has(call.call_id) && lacksWindow(call));
    return [...(options.ring ? session.incoming() : []), ...waited];
  }

  function outgoing() {
    const own = session.outgoing().map((call) => (lacksWindow(call) ? { ...call, unopened: true } : call));
    return [...waits.list(), ...own];
  }

  function isUnheard() {
    return blocked && !elsewhere;
  }

  function showHint() {
    rootElement?.querySelectorAll(".zc-incoming").forEach((card) => {
      card.querySelector(".zc-hint").hidden = !isUnheard() || card.hasAttribute("data-silent");
    });
  }

  function tune(audible) {
    if (audible) {
      return "ring";
    }
    if (session.awaited().length > 0) {
      return "ringback";
    }
    const fresh = session.results().filter((call) => TONES.includes(call.state) && !toned.has(call.call_id));
    fresh.forEach((call) => toned.add(call.call_id));
    return fresh.length > 0 ? "busy" : null;
  }

  const show = safely("show", () => {
    waits.settle();
    [...unopened].filter((id) => session.get(id) && !isOpen(session.get(id))).forEach((id) => mark(id, false));
    const incoming = options.ring ? session.incoming() : [];
    const occupied = session.isOccupied();
    rack(incoming, outgoing(), occupied);
    const audible = incoming.length > 0 && !occupied;
    // The tab that sounds may be gone without a word; that is believed no longer than one ring.
    elsewhere &&= incoming.length > 0;
    sound.play(tune(audible));
    vibrate(audible);
    const [first] = wanting();
    const title = first ? titleOf(first) : null;
    if (title !== ringingTitle) {
      ringingTitle = title;
      blink(title);
    }
    notify(wanting());
    showHint();
    clearTimeout(timer);
    const ringing = [...incoming, ...session.awaited()];
    if (ringing.length > 0) {
      const soonest = Math.min(...ringing.map((call) => session.ringMsLeft(call)));
      timer = setTimeout(show, Math.max(200, soonest + GRACE_MS + 50));
    }
  });
  document.addEventListener("visibilitychange", show);
  return { ...session, waits,
    lead() {
      session.lead();
      waits.resume();
    },
    /** The call's window could not be opened here; some other may have the call. */
    async unopened(callId) {
      mark(callId, !await isHeld(pageLock(callId)));
      show();
    },
    /** Somebody has opened the call's window. */
    opened,
    /** Asks whether to wait for somebody who talks. */
    ask: (view) => session.showResult(view, QUESTION_MS) };
}
