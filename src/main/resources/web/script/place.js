/** Placing a call: whom, then the window, then the service, which decides. */
const SETTLE_MS = 1_000;
const placing = new Set();

/** What the service refuses for a reason that a person has to know; anything else is a failure of ours. */
function isRefusal(answer) {
  const { code } = answer.body;
  return answer.status >= 400 && answer.status < 500 && Boolean(code) && code !== "UNAUTHORIZED" && code !== "CSRF_FAILED"
    && (answer.status !== 404 || code === "RECIPIENT_NOT_FOUND");
}

/** A view of a call that was just created; the feed brings the whole one. */
function firstView(body) {
  return { call_id: body.call_id, call_type: body.call_type, state: "initiated", version: 0, was_initiator: true,
    other_user: body.recipient, ring_ms_left: body.ring_ms_left ?? 60_000, created_at: body.server_time ?? "" };
}

/** The document's fallback where the service sends no message itself: the link goes into the box one was writing in. */
function insertLink(source, body, video) {
  const editing = source?.closest(".message_edit_form, form[id^=edit_form_]");
  const area = editing?.querySelector("textarea.message_edit_content") ?? document.querySelector("textarea#compose-textarea");
  if (!area) {
    return;
  }
  const link = `[${say(video ? "joinVideo" : "joinAudio")}](${new URL(body.embedded_url, location.origin).href})`;
  area.focus();
  if (!document.execCommand("insertText", false, link)) {
    area.setRangeText(link, area.selectionStart, area.selectionEnd, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

/** The name under which the page knows somebody, for a call that never came to be. */
function nameOf(recipient) {
  const id = recipient.userId;
  const found = id && document.querySelector(
    `#compose-direct-recipient .pill[data-user-id="${id}"] .pill-value, .user_sidebar_entry[data-user-id="${id}"] a`);
  return found?.textContent.trim() || recipient.email || "";
}

/** Answers a call: it rings no more here, unless the answer does not get through. */
async function sendAnswer(desk, call, response) {
  desk.handle(call, true);
  const answer = await request("POST", `${CALLS}/${call.call_id}/respond`, { fields: { response } });
  desk.learn(answer.body.call);
  if (!answer.ok) {
    desk.handle(call, false);
  }
  return answer;
}

/** Both call at once, or a call of ours stands already: that call it is. True when that led somewhere. */
async function joinExisting(desk, callId, opened) {
  const status = await request("GET", `${CALLS}/${callId}/status`);
  let call = status.body.call;
  if (status.ok && !call.was_initiator && isUnanswered(call)) {
    const answer = await sendAnswer(desk, call, "accept");
    call = answer.ok ? answer.body.call : null;
  }
  if (!status.ok || !call || !isOpen(call)) {
    return false;
  }
  desk.place(call);
  await bringTo(desk, opened, callId);
  return true;
}

function create({ userId, email }, video, queue = false) {
  const fields = userId ? { user_id: userId } : { recipient_email: email };
  return request("POST", `${CALLS}/create-embedded`, { fields: { ...fields, is_video_call: video, queue }, key: randomKey() });
}

/** Waits for somebody who talks; who is free meanwhile is called. */
async function waitFor(desk, view) {
  const recipient = { userId: view.other_user.user_id, email: view.other_user.email };
  const answer = await create(recipient, view.call_type === "video", true);
  const stands = answer.body.code === "CALL_IN_PROGRESS";
  const opened = stands || (answer.ok && !answer.body.queue_id) ? openEmpty(view.call_type) : null;
  desk.dismiss(view);
  if (answer.ok && answer.body.queue_id) {
    desk.waits.add(answer.body);
    desk.refresh();
  } else if (answer.ok) {
    desk.place(firstView(answer.body));
    await bringTo(desk, opened, answer.body.call_id);
  } else if (!stands || !await joinExisting(desk, answer.body.existing_call_id, opened)) {
    closeEmpty(opened);
    explain(desk, answer, recipient, view.call_type === "video", null);
  }
}

/**
 * Calls one other person. Must be called within a gesture of the user, for the window's sake.
 *
 * @param recipient {userId} or {email}
 * @param source the button of Zulip's that was pressed, or null
 */
async function placeCall(desk, recipient, video, source) {
  const target = String(recipient.userId ?? recipient.email);
  if (placing.has(target)) {
    return;
  }
  placing.add(target);
  const opened = openEmpty(video ? "video" : "audio");
  const known = desk.openWith(recipient.userId);
  const led = known && await joinExisting(desk, known.call_id, opened);
  const answer = led ? null : await create(recipient, video);
  setTimeout(() => placing.delete(target), SETTLE_MS);
  if (led) {
    return;
  }
  if (answer.ok) {
    desk.place(firstView(answer.body));
    // Whoever closes the empty window means "no", as with the page in it.
    if (opened?.closed) {
      await hangUp(desk, answer.body.call_id);
      return;
    }
    if (SERVED.insertLink) {
      insertLink(source, answer.body, video);
    }
    await bringTo(desk, opened, answer.body.call_id);
  } else if (answer.body.code !== "CALL_IN_PROGRESS" || !await joinExisting(desk, answer.body.existing_call_id, opened)) {
    closeEmpty(opened);
    explain(desk, answer, recipient, video, source);
  }
}

function explain(desk, answer, recipient, video, source) {
  if (answer.body.code === "RECIPIENT_BUSY") {
    desk.ask({ call_id: randomKey(), call_type: video ? "video" : "audio", state: "busy", was_initiator: true,
      other_user: { user_id: recipient.userId, email: recipient.email, full_name: nameOf(recipient),
        avatar_url: recipient.userId && `/avatar/${recipient.userId}` } });
    desk.refresh();
    return;
  }
  const reason = say("failed", { reason: answer.reason });
  const zulips = source && options.fallback ? () => pressZulips(source) : null;
  if (isRefusal(answer)) {
    banner(reason, zulips ? [[say("zulipsLink"), zulips]] : []);
  } else {
    banner(reason);
    zulips?.();
  }
}
