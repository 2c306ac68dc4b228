/*
 * The call page's window. A browser lets a page open one only while it handles somebody's press, and the call's id is
 * known only later: so the window is opened empty and led to the page when the call is there.
 */

/** Zulip's desktop app sends new windows to the system's browser, where there is no session. */
function isDesktopApp() {
  return window.electron_bridge !== undefined || /ZulipElectron/.test(navigator.userAgent);
}

function windowFeatures() {
  if (options.window === "tab") {
    return "";
  }
  const width = Math.min(1_080, screen.availWidth);
  const height = Math.min(760, screen.availHeight);
  const left = Math.round((screen.availWidth - width) / 2);
  const top = Math.round((screen.availHeight - height) / 2);
  return `popup,width=${width},height=${height},left=${left},top=${top}`;
}

/** The call page stands alone; this is how it learns which of the two looks Zulip has, and the page's own texts with their language. */
function rememberLooks() {
  const classes = document.documentElement.classList;
  const theme = classes.contains("dark-theme") ? "dark" : classes.contains("color-scheme-automatic") ? "auto" : "light";
  safely("theme", () => localStorage.setItem(THEME_KEY, theme))();
  const lang = Object.keys(options.ownTexts).length > 0 ? document.documentElement.lang : "";
  remember("localStorage", HANDED_KEY, { texts: options.ownTexts, sound: options.sound, lang });
}

/**
 * Opens an empty window within a gesture; null where there will be none yet (the desktop app, a blocker).
 *
 * @param kind video or audio
 */
function openEmpty(kind) {
  rememberLooks();
  if (isDesktopApp()) {
    return null;
  }
  const opened = window.open("", `zulip-call-${randomKey()}`, windowFeatures());
  safely("window", () => {
    if (opened) {
      const classes = document.documentElement.classList;
      const dark = classes.contains("dark-theme")
        || (classes.contains("color-scheme-automatic") && matchMedia("(prefers-color-scheme: dark)").matches);
      opened.document.title = say(`${kind}Call`);
      opened.document.documentElement.style.background = dark ? "#15181d" : "#f4f5f8";
    }
  })();
  return opened;
}

function closeEmpty(opened) {
  safely("window", () => opened?.close())();
}

/** Leads the window to the call's page. False when there is no window. */
function showCall(opened, callId) {
  if (!opened || opened.closed) {
    return false;
  }
  opened.name = `zulip-call-${callId}`;
  opened.location.replace(pagePath(callId));
  return true;
}

/** Opens the page of a call within a gesture, or shows the window that has it; false when the browser keeps it shut. */
async function openCall(callId) {
  rememberLooks();
  if (isDesktopApp()) {
    await openOutside(callId);
    return true;
  }
  const opened = window.open("", `zulip-call-${callId}`, windowFeatures());
  if (opened && !isOnPage(opened, callId)) {
    opened.location.replace(pagePath(callId));
  }
  opened?.focus();
  return Boolean(opened);
}

function isOnPage(opened, callId) {
  try {
    return opened.location.pathname === pagePath(callId);
  } catch {
    return true; // led elsewhere by the person in it
  }
}

/** From the desktop app: a link that says who one is, once, for a minute (the service's page-link). */
async function openOutside(callId) {
  const answer = await request("POST", `${CALLS}/${callId}/page-link`);
  if (answer.ok) {
    window.open(new URL(answer.body.url, location.origin).href, "_blank");
  } else {
    banner(say("failed", { reason: answer.reason }));
  }
}
