/** Constructed style sheets need no permission of a page's content security policy. */
function addStyles() {
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(SERVED.css);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  } catch {
    document.head.append(make("style", {}, SERVED.css));
  }
}

/**
 * What a page may call: window.zulipCalls.call(12), .call("iago@zulip.com", {video: false}), within a gesture. `takeOver`
 * is for our own call pages.
 */
function publish(call, takeOver) {
  window.zulipCalls = Object.freeze({ version: SERVED.version, options, call, takeOver });
}

async function start() {
  if (typeof earlier?.version === "string") {
    log.info("loaded twice; the first one stays");
    return;
  }
  publish(() => Promise.resolve());
  if (!options.enabled) {
    return;
  }
  const me = await whoAmI();
  if (!me) {
    return;
  }
  if (document.readyState === "loading") {
    await new Promise((resolve) => {
      document.addEventListener("DOMContentLoaded", resolve, { once: true });
    });
  }
  addStyles();
  root();
  rememberLooks();
  if (await isCopy()) {
    [WAITS_KEY, UNOPENED_KEY].forEach((key) => remember("sessionStorage", key, []));
  }
  let desk = null;
  const actions = cardActions(() => desk);
  desk = openDesk(me, actions);
  publish((who, { video = true } = {}) => placeCall(desk, typeof who === "number" ? { userId: who } : { email: String(who) },
    video, null), openHandover((callId) => {
    const call = desk.get(callId) ?? { call_id: callId, state: "active" };
    return isOpen(call) ? actions.cancel(call) : undefined;
  }));
  listenToButtons(desk, me);
  if (options.addButtons) {
    addMissingButtons(me);
  }
  followMuted(me, desk.refresh);
  desk.lead();
}

start().catch((fault) => log.error("could not start", fault));
