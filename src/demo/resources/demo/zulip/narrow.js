// Which conversation is shown: the hash, in the formats of Zulip's hash_util.ts.

import { channel, me, people, person } from "./data.js";

export function dmHash(ids) {
  const slug = ids.length > 1 ? "group" : person(ids[0]).full_name.replaceAll(/[ "%/<>`\p{Cc}]+/gu, "-");
  return `#narrow/dm/${ids.join(",")}-${encodeURIComponent(slug)}`;
}

export const channelHash = `#narrow/channel/${channel.id}-${channel.name}/topic/${
  encodeURIComponent(channel.topic).replaceAll(".", "%2E").replaceAll("%", ".")}`;

/** {ids} of a direct conversation, without oneself, or {channel}. */
export function narrow() {
  const dm = /^#narrow\/(?:dm|pm-with|group-pm-with)\/([\d,]+)(?:-.*)?/.exec(location.hash);
  if (dm) {
    const ids = dm[1].split(",").map(Number).filter((id) => id !== me.user_id);
    return { ids: ids.length > 0 ? ids : [me.user_id] };
  }
  return location.hash.startsWith("#narrow/channel/") ? { channel } : undefined;
}

/** The person that this demo is about: Othello for Hamlet, Hamlet for everybody else. */
export function startHash() {
  const name = me.delivery_email.startsWith("hamlet@") ? "othello@" : "hamlet@";
  return dmHash([(people().find((user) => user.delivery_email?.startsWith(name)) ?? people()[0]).user_id]);
}

export function title(where) {
  return where.channel ? `${where.channel.name} > ${where.channel.topic}`
    : where.ids.map((id) => person(id).full_name).join(", ");
}
