// The panel's elements. Each part is rebuilt only when what it shows has changed, so that focus stays and a screen
// reader hears every change once.

import { clock, kind, outcome, progress, when } from "./words.js";

function make(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

function button(text, style, act) {
  const made = make("button", { type: "button", class: `calls-button ${style}` }, text);
  made.addEventListener("click", act);
  return made;
}

export class View {
  #root;
  #actions;
  #shown = new Map();
  #part = {};

  constructor(root, actions) {
    this.#root = root;
    this.#actions = actions;
    this.#part = {
      start: make("div", { class: "calls-start" }),
      live: make("div", { class: "calls-live", role: "status", "aria-live": "polite" }),
      error: make("div", { class: "calls-error", role: "alert" }),
      history: make("details", { class: "calls-history", open: "" }),
    };
    const section = make("section", { "aria-label": "Calls" }, ...Object.values(this.#part));
    this.#root.replaceChildren(section);
  }

  /** Replaces the part's children if the key is another one than before. */
  #put(name, key, build) {
    const text = JSON.stringify(key);
    if (this.#shown.get(name) !== text) {
      this.#shown.set(name, text);
      this.#part[name].replaceChildren(...build());
    }
  }

  start(person, busy) {
    this.#put("start", [person?.user_id, busy], () => {
      const label = make("span", { class: "calls-label" }, person ? `Call ${person.full_name}` : "Calls are for two");
      const buttons = [button("Video call", "primary", () => this.#actions.create(person, true)),
        button("Voice call", "primary", () => this.#actions.create(person, false))];
      for (const one of buttons) {
        one.disabled = busy || !person;
      }
      return [label, ...buttons];
    });
  }

  live(call) {
    this.#part.live.className = `calls-live ${call ? call.state : ""} ${call && !call.was_initiator ? "in" : "out"}`;
    this.#put("live", call ? [call.call_id, call.state, call.call_url] : null, () => (call ? this.#card(call) : []));
  }

  elapsed(seconds) {
    const timer = this.#part.live.querySelector("[role=timer]");
    if (timer) {
      timer.textContent = clock(seconds);
    }
  }

  #card(call) {
    const text = make("div", { class: "calls-text" }, make("strong", {}, progress(call)),
      make("span", { class: "calls-kind" }, kind(call)));
    const id = call.call_id;
    if (call.state === "active") {
      text.append(make("span", { role: "timer", class: "calls-timer" }));
      return [text, make("a", { class: "calls-button accept", href: call.call_url, target: "_blank", rel: "noopener" },
        "Open the room"), button("Hang up", "decline", () => this.#actions.end(id))];
    }
    if (call.was_initiator) {
      return [text, button("Cancel", "decline", () => this.#actions.cancel(id))];
    }
    return [text, button("Accept", "accept", () => this.#actions.respond(id, "accept")),
      button("Decline", "decline", () => this.#actions.respond(id, "decline"))];
  }

  /** The outcome of a call that was on the screen a moment ago; it stays until something else happens. */
  finished(call) {
    this.#part.live.className = "calls-live over";
    this.#put("live", ["over", call.call_id], () => [make("div", { class: "calls-text" },
      make("strong", {}, outcome(call)),
      make("span", { class: "calls-kind" }, `${kind(call)}, ${call.other_user.full_name}`))]);
  }

  error(text) {
    this.#put("error", text, () => (text ? [text] : []));
  }

  history(calls) {
    this.#put("history", calls.map((call) => [call.call_id, call.state, call.version]), () => {
      const items = calls.map((call) => make("li", {},
        make("span", { class: "calls-direction" }, call.was_initiator ? "To" : "From"),
        make("span", { class: "calls-who" }, call.other_user.full_name),
        make("span", {}, call.call_type === "audio" ? "Voice" : "Video"),
        make("span", { class: `calls-outcome ${call.state}` }, outcome(call)),
        make("span", { class: "calls-timer" }, call.duration_seconds ? clock(call.duration_seconds) : ""),
        make("time", { datetime: call.created_at }, when(call.created_at))));
      const summary = make("summary", {}, "Recent calls");
      return [summary, items.length > 0 ? make("ol", {}, ...items) : make("p", {}, "None yet.")];
    });
  }
}
