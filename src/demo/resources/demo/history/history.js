// What the history of the calls service tells of this user: the demo asks for it each second. The calls themselves are
// the affair of the script that Zulip's page gets in real life.

const POLL_MS = 1000;
const RELOADED = "demo-reloaded-at";
const place = document.getElementById("demo-history");
let shown = "";

/** The demo's Zulip forgets its sessions when the service is reloaded; the page itself logs in anew. */
function reloadOnce() {
  const last = Number(sessionStorage.getItem(RELOADED) ?? 0);
  if (Date.now() - last > 10_000) {
    sessionStorage.setItem(RELOADED, String(Date.now()));
    location.reload();
  }
}

/** How a call came out, to the reader. */
function outcome(call) {
  const words = {
    active: "Going on",
    ended: call.end_reason === "time_limit" ? "Time limit" : "Ended",
    declined: call.was_initiator ? "Declined" : "You declined",
    missed: call.was_initiator ? "No answer" : "Missed",
    cancelled: call.was_initiator ? "You cancelled" : "Missed",
  };
  return words[call.state] ?? "Ringing";
}

function clock(seconds) {
  return seconds === null ? "" : `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

function cell(text, style = "") {
  const made = document.createElement("span");
  made.className = style;
  made.textContent = text;
  return made;
}

function row(call) {
  const item = document.createElement("li");
  item.append(cell(call.was_initiator ? "To" : "From", "history-soft"), cell(call.other_user.full_name, "history-who"),
    cell(call.call_type === "audio" ? "Voice" : "Video"), cell(outcome(call), `history-outcome ${call.state}`),
    cell(clock(call.duration_seconds), "history-soft"));
  return item;
}

async function show() {
  const response = await fetch("/api/v1/calls/history?limit=5", { headers: { Accept: "application/json" } });
  if (response.status === 401) {
    reloadOnce();
  }
  const { calls = [] } = await response.json();
  const key = JSON.stringify(calls.map((call) => [call.call_id, call.version]));
  if (key !== shown) {
    shown = key;
    place.replaceChildren(...(calls.length > 0 ? calls.map(row) : [cell("None yet.", "history-soft")]));
  }
}

setInterval(() => show().catch(() => {}), POLL_MS);
show().catch(() => {});
