/*
 * From what the session knows follows what is seen and heard in this tab.
 */
const TONES = ["declined", "missed", "busy"];
const ASK_TABS_MS = 200;

/** Shows the cards that are due, each made once. */
function cardRack(session, actions) {
  const cards = new Map();

  function place(card, id) {
    cards.set(id, card);
    root().querySelector(".zc-cards").append(card);
  }

  function showIncoming(call, silent) {
    const known = cards.get(call.call_id);
    if (known) {
      known.toggleAttribute("data-silent", silent);
      return;
    }
    const card = incomingCard(call, silent, actions);
    place(card, call.call_id);
    root().querySelector(".zc-live").textContent = say("incomingTitle", { name: call.other_user.full_name });
    if (!silent) {
      focusCard(card);
    }
  }

  function showOutgoing(call) {
    const known = cards.get(call.call_id);
    if (known) {
      known.zcShow(call);
    } else {
      place(outgoingCard(call, actions), call.call_id);
    }
  }

  return function show(incoming, outgoing, occupied) {
    const due = new Set([...incoming, ...outgoing].map((call) => call.call_id));
    for (const [id, card] of cards) {
      if (!due.has(id)) {
        cards.delete(id);
        removeCard(card);
      }
    }
    incoming.forEach((call, index) => showIncoming(call, occupied || index > 0));
    outgoing.forEach(showOutgoing);
    if (rootElement && incoming.length === 0) {
      rootElement.querySelector(".zc-live").textContent = "";
    }
  };
}

/** Notifies when no tab of this browser is looked at; the tabs are asked, since only one of them notifies. */
function notifyIfUnseen(session, notifications) {
  let seen = false;
  session.listen("seen?", () => document.hidden || session.send({ type: "seen" }));
  session.listen("seen", () => {
    seen = true;
  });
  return function notify(calls) {
    notifications.keepOnly(calls.map((call) => call.call_id));
    if (calls.length > 0 && document.hidden) {
      seen = false;
      session.send({ type: "seen?" });
      setTimeout(() => seen || session.incoming().forEach(notifications.show), ASK_TABS_MS);
    }
  };
}

function openDesk(me, actions) {
  const session = openSession(me, () => show());
  const rack = cardRack(session, actions);
  const blink = titleBlinker();
  const vibrate = vibrator();
  const notify = notifyIfUnseen(session, notifier());
  const toned = new Set();
  let ringingTitle = null;
  let elsewhere = false;
  let blocked = false;
  let timer = null;

  const sound = soundPlayer(`zulip-calls-sound-${me.userId}`, (playing, isBlocked) => {
    blocked = isBlocked;
    if (rootElement) {
      rootElement.dataset.sound = playing ?? (blocked ? "blocked" : "off");
    }
    session.send({ type: "sounding", on: playing !== null });
    showHint();
  });
  session.listen("sounding", ({ on }) => {
    elsewhere = on;
    showHint();
  });

  function showHint() {
    rootElement?.querySelectorAll(".zc-incoming").forEach((card) => {
      card.querySelector(".zc-hint").hidden = !blocked || elsewhere || card.hasAttribute("data-silent");
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
    const incoming = options.ring ? session.incoming() : [];
    const occupied = session.isOccupied();
    rack(incoming, session.outgoing(), occupied);
    const audible = incoming.length > 0 && !occupied;
    sound.play(tune(audible));
    vibrate(audible);
    const title = incoming.length > 0 ? say("incomingTitle", { name: incoming[0].other_user.full_name }) : null;
    if (title !== ringingTitle) {
      ringingTitle = title;
      blink(title);
    }
    notify(incoming);
    showHint();
    clearTimeout(timer);
    if (incoming.length > 0) {
      const soonest = Math.min(...incoming.map((call) => session.ringMsLeft(call)));
      timer = setTimeout(show, Math.max(200, soonest + GRACE_MS + 50));
    }
  });
  document.addEventListener("visibilitychange", show);
  return session;
}
