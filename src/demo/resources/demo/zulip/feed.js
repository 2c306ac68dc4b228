// The messages of the conversation, in the structure of Zulip's message list.

import { channel, make, me, person, post } from "./data.js";
import { channelHash, dmHash, title } from "./narrow.js";
import { controlButtons } from "./compose.js";

const list = document.querySelector(".message-list");
const LINK = /\[([^\]]+)\]\((https?:\/\/[^\s)]+|\/[^\s)]*)\)|(https?:\/\/[^\s)]+)/g;
let shown = "";

/** Links are all the Markdown that this page knows. */
function rendered(content) {
  const paragraph = make("p");
  let from = 0;
  for (const match of content.matchAll(LINK)) {
    const url = match[2] ?? match[3];
    const link = make("a", { href: url, target: "_blank", rel: "noopener" }, match[1] ?? url);
    paragraph.append(content.slice(from, match.index), link);
    from = match.index + match[0].length;
  }
  paragraph.append(content.slice(from));
  return paragraph;
}

function header(where) {
  if (where.channel) {
    return make("div", { class: "message_header message_header_stream", "data-stream-id": String(channel.id) },
      make("a", { class: "message_label_clickable narrows_by_topic", href: channelHash }, title(where)));
  }
  return make("div", { class: "message_header message_header_private_message" },
    make("a", { class: "message_label_clickable narrows_by_recipient", href: dmHash(where.ids) },
      `You and ${title(where)}`));
}

function time(seconds) {
  return new Date(seconds * 1000).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
}

function row(message, isDirect) {
  const own = message.sender_id === me.user_id;
  const content = make("div", { class: "message_content rendered_markdown" }, rendered(message.content));
  const sender = make("div", { class: "message_sender" },
    make("span", { class: "sender_name" }, message.sender_full_name),
    make("span", { class: "message_time" }, time(message.timestamp) + (message.edited ? " (edited)" : "")));
  const box = make("div", { class: "messagebox-content" }, sender, content);
  if (own && isDirect) {
    const edit = make("button", { type: "button", class: "edit_content_button" }, "Edit");
    edit.addEventListener("click", () => startEditing(message, box));
    sender.append(edit);
  }
  return make("div", { class: `message_row${isDirect ? " private-message" : ""}`, role: "listitem",
    "data-message-id": String(message.id) },
  make("img", { class: "message-avatar", src: message.avatar_url, alt: "" }), box);
}

function startEditing(message, box) {
  if (box.querySelector(".message_edit_form")) {
    return;
  }
  const area = make("textarea", { class: "message_edit_content message-textarea", rows: "3",
    "aria-label": "Edit message" });
  area.value = message.content;
  const tools = make("div", { class: "message-edit-feature-group compose-control-buttons-container" });
  tools.append(controlButtons());
  const cancel = make("button", { type: "button", class: "message_edit_cancel" }, "Cancel");
  const form = make("form", { id: `edit_form_${message.id}` }, area, tools,
    make("button", { type: "submit", class: "message_edit_save" }, "Save"), cancel);
  const edit = make("div", { class: "message_edit_form" }, form);
  cancel.addEventListener("click", () => edit.remove());
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const answer = await post(`/json/messages/${message.id}`, { content: area.value }, "PATCH");
    if (answer.result === "success") {
      edit.remove();
    } else {
      area.setCustomValidity(answer.msg);
      area.reportValidity();
      area.setCustomValidity("");
    }
  });
  box.append(edit);
  area.focus();
}

async function messagesOf(where) {
  if (where.channel) {
    return [{ id: 1, sender_id: 11, sender_full_name: person(11).full_name, avatar_url: "/avatar/11", timestamp: 1.7e9,
      content: "Calls ring one person. In a channel Zulip's own link is inserted, as ever." }];
  }
  const response = await fetch(`/demo/messages?with=${where.ids.join(",")}`);
  return response.ok ? (await response.json()).messages : undefined;
}

export async function refresh(where) {
  const messages = await messagesOf(where);
  const key = JSON.stringify([where, messages]);
  if (!messages || key === shown || list.querySelector(".message_edit_form")) {
    return;
  }
  shown = key;
  const rows = make("div", { class: "recipient_row" }, header(where),
    ...messages.map((message) => row(message, !where.channel)));
  list.replaceChildren(rows);
  list.lastElementChild.lastElementChild.scrollIntoView({ block: "end" });
}
