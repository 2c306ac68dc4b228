/*
 * The tabs of one browser work together: one of them listens to the service and tells the others (a browser allows six
 * connections to a plain http server, and every tab of Zulip holds one already), and one makes the sound.
 */

/** Messages to and from the other tabs of the same user; {send}. */
function openChannel(name, receive) {
  if (typeof BroadcastChannel !== "function") {
    return { send() {} };
  }
  const channel = new BroadcastChannel(name);
  channel.addEventListener("message", safely("channel", (event) => receive(event.data)));
  return { send: (message) => channel.postMessage(message) };
}

const LEASE_MS = 3_000;
const ASK_AGAIN_MS = 500;

/** Whether anybody holds a lock; where there is no Web Locks API nobody is known to. */
async function isHeld(name) {
  return (await navigator.locks?.query())?.held.some((lock) => lock.name === name) ?? false;
}

/** A lease in localStorage that its holder renews: for browsers and pages without the Web Locks API. */
function leaseLock(name, onHeld, onLost) {
  const mine = randomKey();
  let held = false;
  const read = () => JSON.parse(localStorage.getItem(name) ?? "null");
  const look = safely("lease", () => {
    const lease = read();
    if (!lease || lease.owner === mine || lease.until < Date.now()) {
      localStorage.setItem(name, JSON.stringify({ owner: mine, until: Date.now() + LEASE_MS }));
      if (lease?.owner === mine && !held) {
        held = true;
        onHeld();
      }
    } else if (held) {
      held = false;
      log.info("another tab took over", name);
      onLost();
    }
  });
  const leave = safely("lease", () => read()?.owner === mine && localStorage.removeItem(name));
  look();
  const timer = setInterval(look, LEASE_MS / 3);
  addEventListener("pagehide", leave);
  return {
    isHeld: () => held,
    release() {
      clearInterval(timer);
      removeEventListener("pagehide", leave);
      leave();
      held = false;
    },
  };
}

/**
 * Asks for what only one tab may have, and calls back when this tab has it; when a tab dies or releases it, the next one
 * has it. A lease can also be lost, when the browser lets a hidden tab's timers sleep.
 *
 * @return {isHeld, release}: whether it is held now; no longer asks for it, nor holds it
 */
function holdLock(name, onHeld, onLost) {
  if (!navigator.locks) {
    return leaseLock(name, onHeld, onLost);
  }
  const release = new AbortController();
  const { signal } = release;
  const released = new Promise((resolve) => signal.addEventListener("abort", resolve));
  let held = false;
  const ask = () => navigator.locks.request(name, { signal }, () => {
    held = true;
    safely(name, onHeld)();
    return released;
  }).catch((fault) => {
    // A page that stands still for a moment, as while it opens a window, can miss its turn.
    if (!signal.aborted) {
      log.info(name, fault);
      setTimeout(ask, ASK_AGAIN_MS);
    }
  });
  ask();
  return { isHeld: () => held, release: () => release.abort() };
}

const TAB_KEY = "zulip-calls-tab";
const COPY_MS = 1_000;

/**
 * Whether what this tab remembers is another one's that is still there, as in a duplicate: it has the lock of the name
 * that both remember. A tab that loads again has that lock at once. A copy goes on under a name of its own.
 */
async function isCopy() {
  const [name = randomKey()] = recall("sessionStorage", TAB_KEY);
  if (!navigator.locks || await hasTabLock(name)) {
    return false;
  }
  hasTabLock(randomKey());
  return true;
}

/** Whether it comes to have it; the others of that name then wait in vain. */
function hasTabLock(name) {
  remember("sessionStorage", TAB_KEY, [name]);
  return new Promise((resolve) => {
    const lock = holdLock(`zulip-calls-tab-${name}`, () => resolve(true));
    setTimeout(() => {
      if (!lock.isHeld()) {
        lock.release();
        resolve(false);
      }
    }, COPY_MS);
  });
}
