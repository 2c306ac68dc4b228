// The compose box, with Zulip's own call buttons: they insert a link, which is what the override replaces.

import { make, me, person, post } from "./data.js";

const textarea = document.getElementById("compose-textarea");
const form = document.getElementById("send_message_form");
const direct = document.getElementById("compose-direct-recipient");
const streamBox = document.getElementById("compose_recipient_box");
const topic = document.getElementById("stream_message_recipient_topic");

export function controlButtons() {
  return document.getElementById("compose-control-buttons").content.cloneNode(true);
}

/** Zulip shows what is wrong in a banner; so does this. */
export function banner(text) {
  const close = make("button", { type: "button", class: "banner-close-action", "aria-label": "Close" }, "×");
  const shown = make("div", { class: "popup-banner banner banner-danger", role: "alert" },
    make("span", { class: "banner-label" }, text), make("span", { class: "banner-action-buttons" }), close);
  document.getElementById("popup_banners_wrapper").append(shown);
}

export function showRecipients(where) {
  direct.style.display = where.ids ? "" : "none";
  streamBox.style.display = where.channel ? "" : "none";
  const pills = (where.ids ?? []).map((id) => make("div", { class: "pill", tabindex: "0", "data-user-id": String(id) },
    make("img", { class: "pill-image", src: `/avatar/${id}`, alt: "" }),
    make("span", { class: "pill-label" }, make("span", { class: "pill-value" }, person(id).full_name))));
  direct.querySelector(".pill-container").replaceChildren(...pills);
  if (where.channel) {
    streamBox.querySelector(".dropdown_widget_value").textContent = `# ${where.channel.name}`;
    topic.value = where.channel.topic;
  }
}

function insert(target, text) {
  target.focus();
  if (!document.execCommand("insertText", false, text)) {
    target.setRangeText(text, target.selectionStart, target.selectionEnd, "end");
    target.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

/** The stock handler of compose_setup.js: delegated on body, bubble phase. */
function insertStockLink(event) {
  const button = event.target.closest(".video_link, .audio_link");
  const server = me.realm_jitsi_server_url ?? me.server_jitsi_server_url;
  if (!button || !server) {
    return;
  }
  event.preventDefault();
  event.stopPropagation();
  const audio = button.classList.contains("audio_link");
  const room = Array.from({ length: 15 }, () => Math.floor(Math.random() * 10)).join("");
  const url = `${server}/${room}#config.startWithVideoMuted=${audio}`;
  const edit = button.closest(".message_edit_form")?.querySelector(".message_edit_content");
  insert(edit ?? textarea, audio ? `[Join voice call.](${url})` : `[Join video call.](${url})`);
}

/** Enter on a focused button is a native click in Zulip as well (hotkey.js). */
function clickOnEnter(event) {
  if (event.key === "Enter" && event.target.matches?.(".compose_control_button")) {
    event.preventDefault();
    event.target.click();
  }
}

async function send(event, where, afterwards) {
  event.preventDefault();
  const content = textarea.value;
  if (content.trim() === "") {
    return;
  }
  if (where().channel) {
    banner("The demo's Zulip has direct messages only.");
    return;
  }
  const answer = await post("/json/messages", { type: "direct", to: JSON.stringify(where().ids), content });
  if (answer.result === "success") {
    textarea.value = "";
    textarea.dispatchEvent(new Event("input", { bubbles: true }));
    afterwards();
  } else {
    banner(answer.msg);
  }
}

export function startCompose(where, afterSending) {
  form.querySelector(".compose-control-buttons-container").append(controlButtons());
  document.body.addEventListener("click", insertStockLink);
  document.body.addEventListener("keydown", clickOnEnter);
  document.body.addEventListener("click", (event) => {
    event.target.closest(".banner-close-action")?.closest(".banner").remove();
  });
  form.addEventListener("submit", (event) => send(event, where, afterSending));
  textarea.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
}
