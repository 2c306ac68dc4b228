package org.zulipcalls.call;

import jakarta.inject.Singleton;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** The answers to what the two users of a call do with it: the call, and the document's message. */
@Singleton
class CallAnswers {

  private final CallViews views;

  CallAnswers(CallViews views) {
    this.views = views;
  }

  ObjectNode of(Call call, Caller reader) {
    return views.success(call, reader);
  }

  ObjectNode responded(Call call, Caller reader, boolean accept) {
    return of(call, reader).put("action", accept ? "accept" : "decline")
        .put("call_url", views.of(call, reader).callUrl())
        .put("message", accept ? "Call accepted successfully" : "Call declined successfully");
  }

  ObjectNode ended(Call call, Caller reader) {
    return of(call, reader).put("message", "Call ended successfully");
  }

  ObjectNode cancelled(Call call, Caller reader) {
    return of(call, reader).put("message", "Call cancelled successfully");
  }

  ObjectNode left(Call call, Caller reader) {
    return of(call, reader).put("message", "Left the call");
  }

  /** Adds what the mobile client reads beside. */
  ObjectNode mobile(ObjectNode answer, Call call, Caller reader) {
    return answer.put("status", "ok")
        .put("call_status", call.state.mobileStatus())
        .put("jitsi_url", views.of(call, reader).jitsiUrl());
  }
}
