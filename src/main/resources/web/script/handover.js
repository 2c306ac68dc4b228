/*
 * To the page in it, a window that closes looks as one that only loads again. So a call page that goes away leaves its
 * call to the tab that has opened it; this one hangs up when no window comes to have the call again.
 */
const LOOK_MS = 1_000;
const LOOKS_MOST = 10;

/** @param end hangs up, given the call's id */
function openHandover(end) {
  const left = new Map();
  let going = false;

  function isClosed(page) {
    try {
      return page.closed;
    } catch {
      return true;
    }
  }

  /** Whether a window has the call: the lock of its page says so; where there are no locks, that its window is there. */
  async function isInHand(callId, page) {
    return navigator.locks ? isHeld(pageLock(callId)) : !isClosed(page) && isOnPage(page, callId);
  }

  const watch = safely("handover", async (callId, page, turn) => {
    for (let looks = 1; looks <= LOOKS_MOST; looks += 1) {
      await pause(LOOK_MS);
      if (left.get(callId) !== turn) {
        return;
      }
      if (await isInHand(callId, page)) {
        left.delete(callId);
        return;
      }
      if (isClosed(page)) {
        break;
      }
    }
    left.delete(callId);
    end(callId);
  });

  // A browser that is closed takes both pages in any order, and may tell late that a window is closed: whoever goes last
  // hangs up, even if the other page was only loading again in this very second.
  addEventListener("pagehide", safely("handover", () => {
    going = true;
    for (const callId of left.keys()) {
      sendInPassing(`${CALLS}/${callId}/end`);
    }
    left.clear();
  }));
  addEventListener("pageshow", () => {
    going = false;
  });

  /** For a call page that goes away; true: this tab sees to its call. */
  return function takeOver(callId, page) {
    if (going) {
      return false;
    }
    const turn = {};
    left.set(callId, turn);
    watch(callId, page, turn);
    return true;
  };
}
