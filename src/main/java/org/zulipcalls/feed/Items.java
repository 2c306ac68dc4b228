package org.zulipcalls.feed;

import java.util.List;

import jakarta.inject.Singleton;

import org.zulipcalls.call.Call;
import org.zulipcalls.call.CallState;
import org.zulipcalls.call.CallViews;
import org.zulipcalls.support.Answers;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Renders events for their readers: each sees the call with its own link. */
@Singleton
class Items {

  private final CallViews views;
  private final Answers answers;

  Items(CallViews views, Answers answers) {
    this.views = views;
    this.answers = answers;
  }

  Item event(FeedEvent event, long readerId) {
    Call call = event.call();
    ObjectNode data = answers.fields()
        .put("type", "call")
        .put("op", event.op())
        .put("id", event.id())
        .put("call_id", call.callId.toString())
        .put("user_id", event.userId())
        .put("duration", call.duration() == null ? null : call.duration().toSeconds())
        .putPOJO("call", views.of(call, readerId))
        .put("server_time", views.serverTime());
    if (event.status() != null) {
      data.put("status", event.status());
    }
    return new Item(event.id(), "call", call.callId, answers.text(data), rings(List.of(call), readerId));
  }

  /** The open calls of one user. */
  Item snapshot(long id, List<Call> open, long readerId) {
    ObjectNode data = answers.fields().put("type", "snapshot");
    ArrayNode calls = data.putArray("calls");
    open.forEach(call -> calls.addPOJO(views.of(call, readerId)));
    data.put("last_event_id", id).put("server_time", views.serverTime());
    return Item.snapshot(id, answers.text(data), rings(open, readerId));
  }

  private static List<Call> rings(List<Call> calls, long readerId) {
    return calls.stream()
        .filter(call -> call.state == CallState.INITIATED && call.isRecipient(readerId))
        .toList();
  }
}
