/* What the script in Zulip and the call page must name alike: neither finds the other by anything else. */
const THEME_KEY = "zulip-calls-theme";

function pagePath(callId) {
  return `/calls/embed/${callId}`;
}

/** The lock of the one window that has the call. */
function pageLock(callId) {
  return `zulip-call-page-${callId}`;
}

/** The lock of the one tab or page of this user that makes a sound. */
function soundLock(userId) {
  return `zulip-calls-sound-${userId}`;
}
