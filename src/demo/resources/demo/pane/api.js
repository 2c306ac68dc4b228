// The calls service, as a page of Zulip reaches it: same origin, the session's cookie, Zulip's CSRF token.

const RELOADED = "demo-reloaded-at";

export class CallsError extends Error {}

function csrfToken() {
  return document.querySelector("#logout_form input[name=csrfmiddlewaretoken]").value;
}

/** The demo's Zulip forgets its sessions when the service is reloaded; the page itself logs in anew. */
function reloadOnce() {
  const last = Number(sessionStorage.getItem(RELOADED) ?? 0);
  if (Date.now() - last > 10_000) {
    sessionStorage.setItem(RELOADED, String(Date.now()));
    location.reload();
  }
}

async function request(path, options) {
  let response;
  let body;
  try {
    response = await fetch(`/api/v1/calls/${path}`, options);
    body = await response.json();
  } catch {
    throw new CallsError(response ? `The calls service sent no JSON (HTTP ${response.status})`
      : "The server cannot be reached");
  }
  if (response.status === 401) {
    reloadOnce();
  }
  if (body.result !== "success") {
    throw new CallsError(body.msg ?? body.message ?? `HTTP ${response.status}`);
  }
  return body;
}

export function get(path) {
  return request(path, { headers: { Accept: "application/json" } });
}

export function post(path, fields = {}) {
  return request(path, {
    method: "POST",
    headers: { Accept: "application/json", "X-CSRFToken": csrfToken() },
    body: new URLSearchParams(fields),
  });
}
