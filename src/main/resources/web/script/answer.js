/** What the buttons of the cards do. */
function cardActions(desk) {
  async function respond(call, response, opened) {
    const answer = await sendAnswer(desk(), call, response);
    if (!answer.ok) {
      closeEmpty(opened);
      const { call: now } = answer.body;
      banner(now ? say(outgoingState(now)) : say("failedToAnswer", { reason: answer.reason }));
    }
    return answer.ok;
  }

  return {
    async accept(call) {
      const opened = openEmpty(call.call_type);
      if (await respond(call, "accept", opened)) {
        desk().place(call);
        await bringTo(desk(), opened, call.call_id);
      }
    },
    decline: (call) => respond(call, "decline", null),
    ignore: (call) => desk().ignore(call),
    open: (call) => openWindow(desk(), call.call_id),
    wait: (view) => waitFor(desk(), view),
    async stopWaiting(wait) {
      const answer = await request("POST", `${CALLS}/queue/${wait.call_id}/cancel`);
      if (answer.ok || answer.status === 404) {
        desk().waits.drop(wait.call_id);
      } else {
        tellFailure(answer);
      }
      if (answer.status === 404) {
        // It has just become a call, or its time was over anyway.
        const ended = await request("POST", `${CALLS}/${wait.call_id}/end`);
        desk().learn(ended.body.call);
      }
    },
    close: (call) => desk().dismiss(call),
    again(call) {
      desk().dismiss(call);
      return placeCall(desk(), { userId: call.other_user.user_id }, call.call_type === "video", null);
    },
    cancel: (call) => hangUp(desk(), call.call_id),
  };
}

/** Ends a call. That it is over already, since the other one was first, is no failure. */
async function hangUp(desk, callId) {
  const answer = await request("POST", `${CALLS}/${callId}/end`, { keepalive: true });
  const { call } = answer.body;
  desk.learn(call);
  if (!answer.ok && (!call || isOpen(call))) {
    tellFailure(answer);
  }
}

/** Tells what was to end and goes on: the service was not reached, or has refused it. */
function tellFailure(answer) {
  banner(isPassing(answer) ? say("failedToEnd", { reason: answer.reason }) : answer.reason);
}

/**
 * Brings somebody to the page of a call, in the window that was opened for it if there is one. Whoever has closed that
 * meanwhile is not told that the browser did.
 */
async function bringTo(desk, opened, callId) {
  if (showCall(opened, callId)) {
    return;
  }
  if (isDesktopApp()) {
    await openOutside(callId);
  } else {
    if (!opened) {
      offerWindow(desk, callId);
    }
    await desk.unopened(callId);
  }
}

function offerWindow(desk, callId) {
  banner(say("windowBlocked"), [[say("openCall"), () => openWindow(desk, callId)]]);
}

async function openWindow(desk, callId) {
  if (await openCall(callId)) {
    desk.opened(callId);
  } else {
    offerWindow(desk, callId);
  }
}
