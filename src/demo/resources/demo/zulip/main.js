// A page with the structure of Zulip's web app, so that what the calls put into Zulip can be tried without one.

import { channel, make, me, others, people, person } from "./data.js";
import { channelHash, dmHash, narrow, startHash, title } from "./narrow.js";
import { refresh } from "./feed.js";
import { showRecipients, startCompose } from "./compose.js";

function conversations() {
  const alone = people().map((user) => [user.user_id]);
  const group = people().slice(0, 2).map((user) => user.user_id);
  return group.length > 1 ? [...alone, group] : alone;
}

function fillSidebars() {
  document.querySelector(".dm-list").replaceChildren(...conversations().map((ids) => make("li",
    { class: "dm-list-item", "data-user-ids-string": ids.join(",") },
    make("a", { class: "dm-name", href: dmHash(ids) }, ids.map((id) => person(id).full_name).join(", ")))));
  document.getElementById("stream_filters").replaceChildren(make("li",
    { class: "narrow-filter", "data-stream-id": String(channel.id) },
    make("a", { class: "stream-name", href: channelHash }, `# ${channel.name}`)));
  document.getElementById("buddy-list-users-matching-view").replaceChildren(...[me, ...others()].map((user) =>
    make("li", { class: "user_sidebar_entry narrow-filter", "data-user-id": String(user.user_id) },
      make("a", { class: "user-presence-link", href: dmHash([user.user_id]) }, user.full_name))));
}

function show() {
  const where = narrow();
  if (!where) {
    location.replace(startHash());
    return;
  }
  document.title = `${title(where)} - ${me.realm_name} - Zulip`;
  document.getElementById("message_view_header").textContent = title(where);
  for (const link of document.querySelectorAll(".app a[href^='#narrow']")) {
    const entry = link.closest("li");
    entry?.classList.toggle("active-sub-filter", link.getAttribute("href") === location.hash);
  }
  showRecipients(where);
  refresh(where);
}

fillSidebars();
startCompose(narrow, () => refresh(narrow()));
addEventListener("hashchange", show);
show();
setInterval(() => document.hidden || refresh(narrow()), 1500);
