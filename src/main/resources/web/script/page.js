/**
 * What Zulip's page tells about itself. #page-params is there until Zulip's bundle takes it out, and the script runs
 * before that; on a page that is not Zulip's, Zulip itself is asked.
 */
function pageParams() {
  try {
    return JSON.parse(document.getElementById("page-params")?.dataset.params ?? "null");
  } catch {
    return null;
  }
}

/** Django's token: the cookie is not for scripts, so Zulip's own page keeps it in this form as well. */
function getCsrfToken() {
  return document.querySelector("form#logout_form input[name=csrfmiddlewaretoken]")?.value || options.csrfToken;
}

/** Zulip's globals are no promise, but a good guess when the page's own data is gone. */
function zulipsOwnUserId() {
  try {
    return Number(window.zulip_test?.current_user?.user_id) || 0;
  } catch {
    return 0;
  }
}

/** Who is logged in, and whom they have muted; null on the login page, for spectators, and on strangers' pages. */
async function whoAmI() {
  const params = pageParams();
  const state = params?.state_data;
  if (params && !params.is_spectator && state?.user_id) {
    return { userId: state.user_id, muted: new Set((state.muted_users ?? []).map((user) => user.id)) };
  }
  if (params?.is_spectator || (params && !state)) {
    return null;
  }
  const known = options.userId || zulipsOwnUserId();
  if (known) {
    return { userId: known, muted: new Set() };
  }
  if (!SERVED.alone && !document.querySelector("form#logout_form")) {
    return null;
  }
  const answer = await request("GET", "/json/users/me");
  return answer.ok && answer.body.user_id ? { userId: answer.body.user_id, muted: new Set() } : null;
}

/** Zulip tells its page the whole list with each change; jQuery tells us of the answer that holds it, where it is. */
function followMuted(me, onChange) {
  const read = safely("muted", (event, answer, asked) => {
    if (new URL(asked.url, location.href).pathname !== "/json/events") {
      return;
    }
    const told = (answer.responseJSON?.events ?? []).filter((item) => item.type === "muted_users").at(-1);
    if (told) {
      me.muted = new Set(told.muted_users.map((user) => user.id));
      onChange();
    }
  });
  safely("muted", () => window.jQuery?.(document).on("ajaxSuccess", read))();
}
