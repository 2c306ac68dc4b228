/*
 * What all tabs of this user's browser know together: the calls, which of them were placed here, which are ignored. Every
 * change ends in `onChange`, which works out anew what is shown and heard, so no order of events leaves a ring behind.
 */
const PLACED_KEY = "zulip-calls-placed";
const IGNORED_KEY = "zulip-calls-ignored";
const IGNORED_MOST = 20;
const RESULT_MS = 8_000;
const GRACE_MS = 1_500;

function openSession(me, onChange) {
  const placedHere = new Set(recall("sessionStorage", PLACED_KEY));
  const placedByBrowser = new Set(placedHere);
  const ignored = new Set(recall("localStorage", IGNORED_KEY));
  const handled = new Set();
  const results = new Map();
  const listeners = new Map();
  let lastId = null;
  let letIn = true;
  let tryFeed = () => {};

  const store = callStore((call) => {
    if (placedHere.has(call.call_id) && !isOpen(call)) {
      showResult(call);
    }
    onChange();
  });

  const tabs = openChannel(`zulip-calls-${me.userId}`, (message) => listeners.get(message.type)?.(message));
  listeners.set("call", ({ call, age }) => store.put(call, age));
  listeners.set("last", ({ id }) => {
    lastId = id;
  });
  listeners.set("session", ({ good }) => {
    letIn = good;
    onChange();
  });
  listeners.set("ignored", ({ callId }) => {
    ignored.add(callId);
    onChange();
  });
  listeners.set("placed", ({ callIds }) => {
    callIds.forEach((id) => placedByBrowser.add(id));
    onChange();
  });
  listeners.set("handled", setHandled);
  listeners.set("hello", () => {
    tabs.send({ type: "placed", callIds: [...placedHere] });
    store.dump().forEach((entry) => tabs.send({ type: "call", ...entry }));
    if (!letIn) {
      tabs.send({ type: "session", good: false });
      // A page that has just been opened may have come by a login: the feed need not wait until it looks again.
      tryFeed();
    }
  });

  function setHandled({ callId, inHand }) {
    handled[inHand ? "add" : "delete"](callId);
    onChange();
  }

  function learn(call) {
    if (call && store.put(call)) {
      tabs.send({ type: "call", call, age: 0 });
    }
  }

  function showResult(call, milliseconds = RESULT_MS) {
    if (!results.has(call.call_id)) {
      results.set(call.call_id, call);
      setTimeout(() => dismiss(call), milliseconds);
    }
  }

  /** A call of this id is this tab's own, or will be. */
  function expect(callId) {
    placedHere.add(callId);
    placedByBrowser.add(callId);
    remember("sessionStorage", PLACED_KEY, [...placedHere]);
    tabs.send({ type: "placed", callIds: [callId] });
  }

  function dismiss(call) {
    results.delete(call.call_id);
    placedHere.delete(call.call_id);
    remember("sessionStorage", PLACED_KEY, [...placedHere]);
    onChange();
  }

  /** Whether a call rings still; when its time is over it does not, even if nothing is heard of its end. */
  function rings(call) {
    return isUnanswered(call) && store.ringMsLeft(call) > -GRACE_MS;
  }

  /** Calls of which some tab here awaits the answer. */
  function awaited() {
    return store.open().filter((call) => call.was_initiator && placedByBrowser.has(call.call_id) && rings(call));
  }

  /** Whether somebody talks or calls already, so that a further call must not sound. */
  function isOccupied() {
    return store.open().some((call) => call.state === "active") || awaited().length > 0;
  }

  function incoming() {
    return store.open()
      .filter((call) => !call.was_initiator && rings(call) && !ignored.has(call.call_id)
        && !handled.has(call.call_id) && !me.muted.has(call.other_user.user_id))
      .sort((one, other) => (one.created_at < other.created_at ? -1 : 1));
  }

  /**
   * Listens to the service, for all tabs: while this one is the one to do it.
   *
   * @return ends it: another tab may listen
   */
  function lead() {
    let stop = null;
    const end = () => {
      stop?.();
      stop = null;
    };
    const begin = () => {
      stop = openFeed({
        lastId,
        onSession: (good) => {
          if (good !== letIn) {
            letIn = good;
            tabs.send({ type: "session", good });
            onChange();
          }
        },
        onCall: learn,
        onSnapshot: (calls) => reconcile(calls),
        onId: (id) => {
          lastId = id;
          tabs.send({ type: "last", id });
        },
      });
    };
    const lock = holdLock(`zulip-calls-feed-${me.userId}`, begin, end);
    tryFeed = () => {
      if (stop) {
        end();
        begin();
      }
    };
    tabs.send({ type: "hello" });
    return () => {
      lock.release();
      end();
    };
  }

  /** A snapshot holds every open call; of those that are gone the service tells how they ended. */
  function reconcile(calls) {
    const there = new Set(calls.map((call) => call.call_id));
    calls.forEach(learn);
    store.open().filter((call) => !there.has(call.call_id)).forEach(async (call) => {
      const answer = await request("GET", `${CALLS}/${call.call_id}/status`);
      learn(answer.body.call);
    });
  }

  return {
    learn,
    lead,
    /** Whether the service, as far as it has said, still lets this user in. */
    isLetIn: () => letIn,
    incoming,
    isOccupied,
    dismiss,
    showResult,
    ringMsLeft: store.ringMsLeft,
    get: store.get,
    /** The open call with somebody. */
    openWith: (userId) => store.open().find((call) => call.other_user.user_id === userId),
    send: tabs.send,
    listen: (type, listener) => listeners.set(type, listener),
    /** The cards of this tab's own calls: those that are open, and for a while how they ended. */
    outgoing: () => [...store.open().filter((call) => placedHere.has(call.call_id)), ...results.values()],
    awaited,
    results: () => [...results.values()],
    refresh: onChange,
    expect,
    place(call) {
      expect(call.call_id);
      learn(call);
      onChange();
    },
    ignore(call) {
      ignored.add(call.call_id);
      remember("localStorage", IGNORED_KEY, [...ignored].slice(-IGNORED_MOST));
      tabs.send({ type: "ignored", callId: call.call_id });
      onChange();
    },
    /** Somebody has answered in this browser: no tab of it rings any more, unless the answer does not get through. */
    handle(call, inHand) {
      const message = { type: "handled", callId: call.call_id, inHand };
      tabs.send(message);
      setHandled(message);
    },
  };
}
