/*
 * What happens to this user's calls, as it happens: a stream of Server-Sent Events; where streams do not get through, a
 * long poll; and on a service that has neither, the history every two seconds.
 */
const EVENTS = `${CALLS}/events`;
const FIRST_WORD_MS = 10_000;
const LONG_POLL_SECONDS = 50;
const POLL_MS = 2_000;
const LOGGED_OUT_PAUSE_MS = 60_000;
const SLEPT_MS = 30_000;
const SILENT_MS = 70_000; // the service shows every 20 s that it is there
const HIDDEN_SLEPT_MS = 150_000; // browsers wake a hidden tab once a minute

/**
 * @param events where the stream is
 * @param otherwise what goes on where streams do not get through, given a way to try a stream again; else the long poll
 * @param onSession told whether the service still lets this user in
 * @param onCall told of each call with a change
 * @param onSnapshot told of all open calls: what is not among them is over
 * @param onId told of the id from which a successor goes on
 */
function openFeed({ events = EVENTS, otherwise = null, onSession = () => {}, onCall, onSnapshot, onId, lastId = null }) {
  let stopped = false;
  let last = lastId;
  let failures = 0;
  let source = null;
  let firstWord = null;
  let heard = 0;

  function take(item, id) {
    failures = 0;
    onSession(true);
    if (id) {
      last = String(id);
      onId(last);
    }
    if (item.type === "snapshot") {
      onSnapshot(item.calls ?? []);
    } else if (item.call) {
      onCall(item.call);
    }
  }

  /** 0.5, 1, 2 … 30 s, never two browsers in step. */
  function retryPause() {
    failures += 1;
    return Math.min(30_000, 500 * 2 ** (failures - 1)) * (0.7 + Math.random() * 0.6);
  }

  function url(parameters) {
    const query = new URLSearchParams(parameters);
    if (last !== null) {
      query.set("last_event_id", last);
    }
    const text = query.toString();
    return text ? `${events}?${text}` : events;
  }

  function closeStream() {
    clearTimeout(firstWord);
    source?.close();
    source = null;
  }

  function later(action, milliseconds) {
    setTimeout(() => stopped || action(), milliseconds);
  }

  function stream() {
    closeStream();
    heard = performance.now();
    if (typeof EventSource !== "function") {
      fallBack();
      return;
    }
    source = new EventSource(url({ alive: true }));
    firstWord = setTimeout(() => {
      log.info("the stream stays silent; some proxy may hold it back");
      closeStream();
      fallBack();
    }, FIRST_WORD_MS);
    const hear = () => {
      clearTimeout(firstWord);
      heard = performance.now();
    };
    source.addEventListener("alive", hear);
    const read = safely("event", (event) => {
      hear();
      take(JSON.parse(event.data), event.lastEventId);
    });
    for (const name of ["snapshot", "call"]) {
      source.addEventListener(name, read);
    }
    source.addEventListener("session_ended", () => {
      closeStream();
      onSession(false);
      later(stream, LOGGED_OUT_PAUSE_MS);
    });
    source.addEventListener("error", () => {
      if (source?.readyState === EventSource.CLOSED) {
        closeStream();
        later(fallBack, failures === 0 ? 0 : retryPause());
      }
    });
  }

  function fallBack() {
    if (otherwise) {
      otherwise(() => stopped || stream());
    } else {
      longPoll();
    }
  }

  /** Asks once without waiting to learn why a stream ended, then waits in the answers; a stream is tried now and then. */
  async function longPoll() {
    for (let round = 0; !stopped; round += 1) {
      const wait = round === 0 ? 0 : LONG_POLL_SECONDS;
      const answer = await attempt("GET", url({ wait }), { patience: (LONG_POLL_SECONDS + 10) * 1_000 });
      if (stopped) {
        return;
      }
      if (answer.ok) {
        (answer.body.events ?? []).forEach((item) => take(item, item.id ?? item.last_event_id));
        if (answer.body.last_event_id) {
          take({}, answer.body.last_event_id);
        }
      } else if (answer.status === 404) {
        poll();
        return;
      } else if (answer.status === 401) {
        onSession(false);
        later(stream, LOGGED_OUT_PAUSE_MS);
        return;
      } else {
        later(stream, Math.max(answer.retryAfter * 1_000, retryPause()));
        return;
      }
      if (round === 20) {
        stream();
        return;
      }
    }
  }

  async function poll() {
    const answer = await attempt("GET", `${CALLS}/history?limit=10`);
    if (stopped) {
      return;
    }
    if (answer.status === 401) {
      onSession(false);
    }
    if (answer.ok) {
      failures = 0;
      onSession(true);
      const calls = answer.body.calls ?? [];
      calls.forEach((call) => onCall(call));
      onSnapshot(calls.filter(isOpen));
    }
    later(poll, answer.status === 401 ? LOGGED_OUT_PAUSE_MS : answer.ok ? POLL_MS : POLL_MS + retryPause());
  }

  /** A connection may only look open: that of a computer that slept, or to a server that has gone without a word. */
  let tick = Date.now();
  const watch = setInterval(() => {
    const slept = Date.now() - tick > (document.hidden ? HIDDEN_SLEPT_MS : SLEPT_MS);
    tick = Date.now();
    if (source && (slept || performance.now() - heard > SILENT_MS)) {
      stream();
    }
  }, 5_000);
  const online = () => source && stream();
  addEventListener("online", online);

  stream();
  return function stop() {
    stopped = true;
    closeStream();
    clearInterval(watch);
    removeEventListener("online", online);
  };
}
