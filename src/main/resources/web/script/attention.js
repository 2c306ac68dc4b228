/** What calls somebody's eyes to a page that they do not look at: a notification, the title, vibration. */

const BLINK_MS = 1_000;
const VIBRATION = [400, 200, 400, 1_000];

function calm() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

/** The title blinks, or only changes where motion is not wanted; Zulip may set its own meanwhile, which then comes back. */
function titleBlinker() {
  let timer = null;
  let shown = null;
  let zulips = "";

  function toggle(text) {
    if (document.title !== shown) {
      zulips = document.title;
    }
    shown = shown === null || calm() ? text : null;
    document.title = shown ?? zulips;
  }

  return function blink(text) {
    clearInterval(timer);
    timer = null;
    if (shown !== null && document.title === shown) {
      document.title = zulips;
    }
    shown = null;
    if (text && options.blink) {
      toggle(text);
      timer = setInterval(() => toggle(text), BLINK_MS);
    }
  };
}

/** Vibrates until told to stop. A page that nobody touched may not, and would be told so on the console. */
function vibrator() {
  let timer = null;
  return function vibrate(on) {
    const may = options.vibrate && typeof navigator.vibrate === "function" && navigator.userActivation?.hasBeenActive;
    if (on === (timer !== null) || (on && !may)) {
      return;
    }
    clearInterval(timer);
    timer = null;
    if (on) {
      navigator.vibrate(VIBRATION);
      timer = setInterval(() => navigator.vibrate(VIBRATION), VIBRATION.reduce((sum, part) => sum + part));
    } else {
      navigator.vibrate(0);
    }
  };
}

/** What the title says of a call that wants somebody's eyes. */
function titleOf(call) {
  return say(call.was_initiator ? "freeTitle" : "incomingTitle", { name: call.other_user.full_name });
}

/** Desktop notifications, one for each call; Zulip has asked for the permission, or nobody has. */
function notifier() {
  const shown = new Map();
  return {
    /** @param silent whether it rings elsewhere, or shall not be heard */
    show(call, silent) {
      if (!options.notifications || typeof Notification !== "function" || Notification.permission !== "granted"
        || shown.has(call.call_id)) {
        return;
      }
      const other = call.other_user;
      try {
        const notification = new Notification(titleOf(call), { body: call.was_initiator ? say("freeBody") : incomingText(call),
          icon: other.avatar_url ?? undefined, tag: `zulip-calls-${call.call_id}`, requireInteraction: true,
          silent,
        });
        notification.addEventListener("click", () => {
          window.focus();
          notification.close();
        });
        shown.set(call.call_id, notification);
      } catch (fault) {
        log.info("no notification", fault);
      }
    },
    keepOnly(callIds) {
      for (const [id, notification] of shown) {
        if (!callIds.includes(id)) {
          notification.close();
          shown.delete(id);
        }
      }
    },
  };
}
