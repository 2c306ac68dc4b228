/** Shows the cards that are due, each made once. */
function cardRack(session, actions) {
  const cards = new Map();
  let announced = false;

  /** Tells assistive technology. */
  function announce(text) {
    announced = text !== "";
    root().querySelector(".zc-live").textContent = text;
  }

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
    announce(titleOf(call));
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
    if (!known && call.state === "waiting") {
      announce(say("waiting"));
    }
    if ((!known && call.state === "busy") || (call.unopened && !cards.get(call.call_id).zcFocused)) {
      cards.get(call.call_id).zcFocused = true;
      focusCard(cards.get(call.call_id));
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
    if (announced && due.size === 0) {
      announce("");
    }
  };
}
