/*
 * The tabs of one browser work together: one of them listens to the service and tells the others (a browser allows six
 * connections to a plain http server, and every tab of Zulip holds one already), and one makes the sound.
 */

/** Messages to and from the other tabs of the same user; {send, close}. */
function openChannel(name, receive) {
  if (typeof BroadcastChannel !== "function") {
    return { send() {} };
  }
  const channel = new BroadcastChannel(name);
  channel.addEventListener("message", safely("channel", (event) => receive(event.data)));
  return { send: (message) => channel.postMessage(message) };
}

const LEASE_MS = 3_000;

/** A lease in localStorage that its holder renews: for browsers and pages without the Web Locks API. */
function leaseLock(name, onHeld, onLost) {
  const mine = randomKey();
  let held = false;
  const look = safely("lease", () => {
    const lease = JSON.parse(localStorage.getItem(name) ?? "null");
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
  look();
  setInterval(look, LEASE_MS / 3);
  addEventListener("pagehide", () => held && localStorage.removeItem(name));
  return () => held;
}

/**
 * Asks for what only one tab may have, and calls back when this tab has it; when a tab dies, the next one has it. A
 * lease can also be lost, when the browser lets a hidden tab's timers sleep. The answer tells whether it is held now.
 */
function holdLock(name, onHeld, onLost) {
  if (!navigator.locks) {
    return leaseLock(name, onHeld, onLost);
  }
  let held = false;
  navigator.locks.request(name, () => {
    held = true;
    safely(name, onHeld)();
    return new Promise(() => {});
  }).catch((fault) => log.info(name, fault));
  return () => held;
}
