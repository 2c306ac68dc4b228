const CALLS = "/api/v1/calls";
const PATIENCE_MS = 10_000;

function pause(milliseconds) {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}

/** crypto.randomUUID needs a secure page; a Zulip under test may be plain http. */
function randomKey() {
  return Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(16).padStart(8, "0")).join("");
}

/** A page's own text for what the service refuses: rateLimitHit is its RATE_LIMIT_HIT. */
function ownText(code) {
  return options.ownTexts[String(code).toLowerCase().replace(/_./g, (start) => start[1].toUpperCase())];
}

/**
 * One request, as the page's own user. Never throws: {ok, status, body, reason}; status 0 when nothing came back.
 * fetch and not Zulip's wrappers: those send the browser to the login page on any 401.
 */
async function attempt(method, path, { fields, key, keepalive, patience = PATIENCE_MS } = {}) {
  const headers = { Accept: "application/json" };
  if (method !== "GET") {
    headers["X-CSRFToken"] = getCsrfToken();
  }
  if (key) {
    headers["Idempotency-Key"] = key;
  }
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), patience);
  try {
    const response = await fetch(path, {
      method, headers, credentials: "same-origin", cache: "no-store", keepalive: Boolean(keepalive),
      body: fields && new URLSearchParams(fields), signal: stop.signal,
    });
    const body = await response.json().catch(() => null);
    const ours = body !== null && typeof body === "object";
    return { ok: response.ok && ours, status: response.status, body: ours ? body : {},
      reason: (ours && (ownText(body.code) ?? body.message ?? body.msg)) || say("unreachable"),
      retryAfter: Number(response.headers.get("Retry-After")) || 0 };
  } catch (fault) {
    log.info(method, path, fault);
    return { ok: false, status: 0, body: {}, reason: say("unreachable"), retryAfter: 0 };
  } finally {
    clearTimeout(timer);
  }
}

/** Whether asking again may help: nothing came back, or the service is away for a moment. */
function isPassing(answer) {
  return [0, 502, 503, 504].includes(answer.status);
}

/** A request that is tried again with growing pauses; safe, since every call of ours is idempotent. */
async function request(method, path, details = {}) {
  let answer = await attempt(method, path, details);
  for (let tries = 1; tries <= options.retries && isPassing(answer); tries += 1) {
    await pause(Math.min(5_000, Math.max(answer.retryAfter * 1_000, 300 * 2 ** (tries - 1))) * (0.8 + Math.random() * 0.4));
    answer = await attempt(method, path, details);
  }
  log.debug(method, path, answer.status, answer.body);
  return answer;
}

/** What is asked while this page goes away: the request outlives it, and nobody waits for the answer. */
function sendInPassing(path) {
  fetch(path, { method: "POST", keepalive: true, credentials: "same-origin",
    headers: { "X-CSRFToken": getCsrfToken() } }).catch(() => {});
}
