/*
 * Waiting for somebody who talks. The service keeps the line, and rings through by itself: a place in it becomes a call of
 * the same id. The tab that waits shows it, keeps it by asking for the line, and stops waiting when it is closed.
 */
const WAITS_KEY = "zulip-calls-waits";
const LOOK_AT_LINE_MS = 10_000;
const LOOK_AGAIN_AT_LINE_MS = 2_000;
const QUESTION_MS = 30_000;

/**
 * @param isReloading whether this tab only loads again
 * @param onBegin told of the call that a wait has become
 */
function openWaits(session, isReloading, onBegin) {
  const waits = new Map(recall("sessionStorage", WAITS_KEY).map((id) => [id, null]));
  const missing = new Set();
  let timer = null;

  function keep() {
    remember("sessionStorage", WAITS_KEY, [...waits.keys()]);
  }

  function drop(id) {
    waits.delete(id);
    missing.delete(id);
    keep();
  }

  function take(entry, serverTime) {
    missing.delete(entry.queue_id);
    waits.set(entry.queue_id, { call_id: entry.queue_id, call_type: entry.call_type, state: "waiting", was_initiator: true,
      other_user: entry.recipient, before: entry.position - 1,
      until: performance.now() + Date.parse(entry.expires_at) - Date.parse(serverTime) });
  }

  /** The time is over. What is not in the line any more, and became no call either, is told so too. */
  function giveUp(id) {
    const wait = waits.get(id);
    drop(id);
    if (wait) {
      session.showResult({ ...wait, call_id: randomKey(), state: "waitOver" }, QUESTION_MS);
    }
    session.dismiss({ call_id: id });
  }

  function nextLook() {
    if (missing.size > 0) {
      return LOOK_AGAIN_AT_LINE_MS;
    }
    const soonest = Math.min(...[...waits.values()].map((wait) => wait?.until ?? 0)) - performance.now();
    return Math.max(LOOK_AGAIN_AT_LINE_MS, Math.min(LOOK_AT_LINE_MS, soonest + 500));
  }

  const look = safely("line", async () => {
    clearTimeout(timer);
    if (waits.size === 0) {
      return;
    }
    const answer = await attempt("GET", `${CALLS}/queue?keep=${[...waits.keys()]}`);
    if (answer.ok) {
      const line = new Map((answer.body.queue ?? []).map((entry) => [entry.queue_id, entry]));
      for (const id of [...waits.keys()]) {
        if (line.has(id)) {
          take(line.get(id), answer.body.server_time);
        } else if (missing.has(id)) {
          giveUp(id);
        } else {
          missing.add(id);
        }
      }
      session.refresh();
    }
    clearTimeout(timer);
    timer = setTimeout(look, nextLook());
  });

  addEventListener("pagehide", safely("wait", () => {
    if (!isReloading()) {
      [...waits.keys()].forEach((id) => sendInPassing(`${CALLS}/queue/${id}/cancel`));
    }
  }));

  return {
    /** Begins to wait, with what the service has answered. */
    add(body) {
      take(body, body.server_time);
      keep();
      session.expect(body.queue_id);
      clearTimeout(timer);
      timer = setTimeout(look, nextLook());
    },
    drop(id) {
      drop(id);
      session.dismiss({ call_id: id });
    },
    /** Goes on with what this tab waited for before it was loaded again. */
    resume() {
      keep();
      look();
    },
    /** Looks which of the waits are over since they have become calls. */
    settle() {
      for (const id of [...waits.keys()]) {
        const call = session.get(id);
        if (call) {
          drop(id);
          if (isOpen(call)) {
            onBegin(call);
          }
        }
      }
    },
    list: () => [...waits.values()].filter(Boolean),
  };
}
