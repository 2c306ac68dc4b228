// A small calling panel for the demo, on nothing but the service's API: it asks for the newest calls each second.

import { get, post } from "./api.js";
import { OPEN } from "./words.js";
import { View } from "./view.js";
import { narrow } from "../zulip/narrow.js";
import { me, person } from "../zulip/data.js";

const POLL_MS = 1000;
const OUTCOME_MS = 6000;

let view;
let live;
let finished;
let asking = false;

function partner() {
  const ids = narrow()?.ids ?? [];
  const found = ids.length === 1 && ids[0] !== me.user_id ? person(ids[0]) : undefined;
  return found && !found.is_bot ? found : undefined;
}

/** What rings here comes first, then what is going on, then what one has started. */
function choose(calls) {
  const open = calls.filter((call) => OPEN.includes(call.state));
  return open.find((call) => !call.was_initiator && call.state !== "active")
    ?? open.find((call) => call.state === "active") ?? open[0];
}

/** Seconds since the start by the server's own clock, counted on from here. */
function startedAt(call, serverTime) {
  const sofar = call.started_at && serverTime ? (Date.parse(serverTime) - Date.parse(call.started_at)) / 1000 : 0;
  return performance.now() / 1000 - sofar;
}

function show(calls, serverTime) {
  const before = live?.call;
  const call = choose(calls);
  const sameStart = before && call && before.call_id === call.call_id && before.started_at === call.started_at;
  live = call && { call, started: sameStart ? live.started : startedAt(call, serverTime) };
  if (before && before.call_id !== call?.call_id) {
    const over = calls.find((one) => one.call_id === before.call_id && !OPEN.includes(one.state));
    finished = over && { call: over, until: performance.now() + OUTCOME_MS };
  }
  view.start(partner(), Boolean(call));
  if (!call && finished && performance.now() < finished.until) {
    view.finished(finished.call);
  } else {
    view.live(call);
  }
  tick();
  view.history(calls);
}

function tick() {
  if (live?.call.state === "active") {
    view.elapsed(performance.now() / 1000 - live.started);
  }
}

async function poll() {
  if (asking) {
    return;
  }
  asking = true;
  try {
    const answer = await get("history?limit=5");
    show(answer.calls, answer.server_time);
    view.error(acting);
  } catch (e) {
    view.error(e.message);
  } finally {
    asking = false;
  }
}

let acting = "";

async function act(work) {
  acting = "";
  try {
    await work();
  } catch (e) {
    acting = e.message;
    setTimeout(() => {
      acting = "";
    }, OUTCOME_MS);
  }
  view.error(acting);
  await poll();
}

const actions = {
  create: (other, video) => act(() => post("create-embedded", {
    ...(other.delivery_email ? { recipient_email: other.delivery_email } : { user_id: other.user_id }),
    is_video_call: video,
  })),
  respond: (id, response) => act(() => post(`${id}/respond`, { response })),
  cancel: (id) => act(() => post(`${id}/cancel`)),
  end: (id) => act(() => post(`${id}/end`, { reason: "hangup" })),
};

view = new View(document.getElementById("demo-calls"), actions);
view.start(partner(), false);
view.history([]);
addEventListener("hashchange", () => view.start(partner(), Boolean(live)));
setInterval(poll, POLL_MS);
setInterval(tick, 250);
poll();
