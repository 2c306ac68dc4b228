/*
 * One window for one call: two would enter the room twice, and closing either would hang up. The one that has the lock
 * has the call; another may take it over.
 */
function onlyWindow(name, onHave, onLack) {
  const hold = (lock) => {
    if (!lock) {
      onLack();
      return undefined;
    }
    onHave();
    return new Promise(() => {});
  };
  const lose = (fault) => {
    log.info("the call moved to another window", fault);
    onLack();
  };
  if (!navigator.locks) {
    onHave();
    return () => {};
  }
  navigator.locks.request(name, { ifAvailable: true }, hold).catch(lose);
  return () => {
    navigator.locks.request(name, { steal: true }, hold).catch(lose);
  };
}

/** Leaves the call to the Zulip tab that has opened this window, if that is still there; false when it is not. */
function handOver(callId) {
  try {
    return window.opener?.closed === false && window.opener.zulipCalls?.takeOver?.(callId, window) === true;
  } catch {
    return false;
  }
}

/** The page is in English, unless Zulip's page has handed on texts of its own: those are in its language. */
function applyLanguage() {
  const { lang } = recall("localStorage", HANDED_KEY);
  if (lang) {
    document.documentElement.lang = lang;
  }
}

/** Zulip's look, as its page remembered it; where it never did, the system's. */
function applyTheme() {
  const theme = safely("theme", () => localStorage.getItem(THEME_KEY))() ?? "auto";
  const classes = document.documentElement.classList;
  classes.toggle("dark-theme", theme === "dark");
  classes.toggle("color-scheme-automatic", theme === "auto");
}
