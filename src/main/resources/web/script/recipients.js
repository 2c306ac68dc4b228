/*
 * Whom a call button means. Each strategy answers {userId} or {email} for one other person; {other: true} when it knows
 * that the conversation is of another kind (a channel, a group, oneself), which stays Zulip's; null when it cannot tell.
 */

const ZULIPS = Object.freeze({ other: true });

/** The one other person of a list of user ids; oneself may be in it (zulip: hash_util.ts, people.ts). */
function oneOther(userIds, ownId) {
  const others = [...new Set(userIds)].filter((id) => id !== ownId);
  return others.length === 1 ? { userId: others[0] } : ZULIPS;
}

/** #narrow/dm/12-Othello, #narrow/dm/8,12-group, also …/near/70, and the older pm-with and group-pm-with. */
function recipientFromHash(hash, ownId) {
  const direct = /^#narrow\/(?:dm|pm-with|group-pm-with)\/([\d,]+)(?:-[^/]*)?(?:\/.*)?$/.exec(hash);
  if (direct) {
    return oneOther(direct[1].split(",").filter(Boolean).map(Number), ownId);
  }
  return /^#narrow\/(?:channel|stream|channels|streams)\//.test(hash) ? ZULIPS : null;
}

/** The pills of the compose box. Text that is no pill yet makes it a group in the making, unless it is one address. */
function recipientFromPills(ownId) {
  const direct = document.querySelector("#compose-direct-recipient");
  if (!isVisible(direct)) {
    return isVisible(document.querySelector("#compose_recipient_box")) ? ZULIPS : null;
  }
  const pills = [...direct.querySelectorAll(".pill-container .pill, .pill[data-user-id]")];
  const ids = pills.map((pill) => Number(pill.dataset.userId)).filter(Boolean);
  const typed = document.querySelector("#private_message_recipient")?.textContent.trim() ?? "";
  if (typed) {
    return pills.length === 0 && /^[^\s@,]+@[^\s@,]+$/.test(typed) ? { email: typed } : ZULIPS;
  }
  if (pills.length > ids.length) {
    return null;
  }
  return ids.length > 0 ? oneOther(ids, ownId) : null;
}

/** The conversation above the message whose edit form holds the button. */
function recipientFromMessageRow(button, ownId) {
  const group = button.closest(".recipient_row");
  if (group?.querySelector(".message_header_stream, [data-stream-id]")) {
    return ZULIPS;
  }
  const link = group?.querySelector(".message_header_private_message a[href*='#narrow/'], a.narrows_by_recipient");
  const href = link?.getAttribute("href") ?? "";
  return recipientFromHash(href.slice(Math.max(0, href.indexOf("#"))), ownId);
}

/** Whom a call from this button goes to. */
function recipientOf(button, ownId) {
  const editing = button.closest(".message_edit_form, form[id^=edit_form_]");
  const strategies = editing
    ? [() => recipientFromMessageRow(button, ownId), () => recipientFromHash(location.hash, ownId)]
    : [() => recipientFromPills(ownId), () => recipientFromHash(location.hash, ownId)];
  for (const strategy of strategies) {
    const found = strategy();
    if (found) {
      return found;
    }
  }
  return ZULIPS;
}
