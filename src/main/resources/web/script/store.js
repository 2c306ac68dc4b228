/** The calls that this user knows of, newest version each; what is over stays a while, so that nothing late revives it. */
const KEPT_MS = 60_000;
const OPEN = ["initiated", "ringing", "active"];

function isOpen(call) {
  return OPEN.includes(call.state);
}

function isUnanswered(call) {
  return call.state === "initiated" || call.state === "ringing";
}

/** An entry: {call, at}; `at` is our clock when the call was as told, so that the time left needs no other clock. */
function callStore(onChange) {
  const entries = new Map();

  function put(call, age = 0) {
    prune();
    const known = entries.get(call.call_id);
    if (known && known.call.version >= call.version) {
      return false;
    }
    entries.set(call.call_id, { call, at: performance.now() - age });
    onChange(call);
    return true;
  }

  function prune() {
    for (const [id, entry] of entries) {
      if (!isOpen(entry.call) && performance.now() - entry.at > KEPT_MS) {
        entries.delete(id);
      }
    }
  }

  /** Milliseconds that a call still rings, by the server's count. */
  function ringMsLeft(call) {
    const entry = entries.get(call.call_id);
    return entry && isUnanswered(entry.call) ? (entry.call.ring_ms_left ?? 0) - (performance.now() - entry.at) : 0;
  }

  return {
    put,
    ringMsLeft,
    get: (id) => entries.get(id)?.call,
    open: () => [...entries.values()].map((entry) => entry.call).filter(isOpen),
    /** For another tab: each call with its age; also what is just over, of which that tab may have heard as open. */
    dump() {
      prune();
      return [...entries.values()].map((entry) => ({ call: entry.call, age: performance.now() - entry.at }));
    },
  };
}
