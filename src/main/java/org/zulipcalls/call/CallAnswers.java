package org.zulipcalls.call;

import jakarta.inject.Singleton;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The answers to what the two users of a call do with it: the call, and the document's message. All fields of one answer come
 * from one view, since each view's link has a token of its own.
 */
@Singleton
class CallAnswers {

  private final CallViews views;

  CallAnswers(CallViews views) {
    this.views = views;
  }

  ObjectNode of(CallView call) {
    return views.success().putPOJO("call", call);
  }

  ObjectNode responded(CallView call, boolean accept) {
    return of(call).put("action", accept ? "accept" : "decline")
        .put("call_url", call.callUrl())
        .put("message", accept ? "Call accepted successfully" : "Call declined successfully");
  }

  ObjectNode ended(CallView call) {
    return of(call).put("message", "Call ended successfully");
  }

  ObjectNode cancelled(CallView call) {
    return of(call).put("message", "Call cancelled successfully");
  }

  ObjectNode left(CallView call) {
    return of(call).put("message", "Left the call");
  }

  /** Adds what the mobile client reads beside. */
  ObjectNode mobile(ObjectNode answer, CallView call) {
    return answer.put("status", "ok").put("call_status", call.status()).put("jitsi_url", call.jitsiUrl());
  }
}
