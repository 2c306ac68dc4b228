package org.zulipcalls.call;

import java.time.InstantSource;
import java.util.List;

import jakarta.inject.Singleton;

import org.zulipcalls.support.Answers;
import org.zulipcalls.support.ApiException;
import org.zulipcalls.support.Clocks;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;

/** Makes the answers that show calls; each tells the server's time, so that no client needs to trust its own clock. */
@Singleton
public class CallViews {

  private final Answers answers;
  private final Rooms rooms;
  private final InstantSource clock;

  CallViews(Answers answers, Rooms rooms, InstantSource clock) {
    this.answers = answers;
    this.rooms = rooms;
    this.clock = clock;
  }

  CallView of(Call call, Requester reader) {
    return of(call, reader.userId());
  }

  /** The view of the user with this id, who must be one of the two. */
  public CallView of(Call call, long readerId) {
    return CallView.of(call, readerId, rooms, clock.instant());
  }

  /** The server's time as every answer and event gives it. */
  public String serverTime() {
    return Clocks.shown(clock.instant());
  }

  /** The refusal with the {@code call} as the reader sees it, and {@code server_time}. */
  ApiException addTo(CallStateException refusal, Requester reader) {
    return refusal.with("call", of(refusal.call(), reader)).with("server_time", serverTime());
  }

  /** A success with {@code server_time}. */
  public ObjectNode success() {
    return answers.success().put("server_time", serverTime());
  }

  /** Adds the {@code events} of one call, {@value CallEvent#MOST} at most, and whether there are more behind them. */
  public static ObjectNode add(ObjectNode answer, List<CallEvent> events) {
    answer.put("has_more", events.size() > CallEvent.MOST);
    ArrayNode list = answer.putArray("events");
    for (CallEvent event : events.subList(0, Math.min(CallEvent.MOST, events.size()))) {
      list.addObject()
          .put("id", event.id)
          .put("event_type", event.eventType.word())
          .put("user_id", event.userId)
          .put("timestamp", Clocks.shown(event.timestamp))
          .putRawValue("metadata", new RawValue(event.metadata.encode()));
    }
    return answer;
  }

  /** What create-embedded answers (the document, "Core Call Management"); the initiator's link is that of their view. */
  ObjectNode created(Call call, CallView view) {
    ObjectNode answer = success().put("call_id", call.callId.toString())
        .put("call_url", view.callUrl())
        .put("participant_url", rooms.participantUrl(call))
        .put("embedded_url", "/calls/embed/" + call.callId)
        .put("call_type", call.callType.word())
        .put("room_name", call.jitsiRoomName)
        .put("ring_ms_left", view.ringMsLeft());
    return answer.putPOJO("recipient", call.recipient);
  }

  /** What create answers when the caller waits for a busy recipient. */
  ObjectNode queued(QueueEntry entry) {
    ObjectNode answer = success();
    answer.put("result", "queued").setAll(waiting(entry));
    return answer;
  }

  /** A place in somebody's line. */
  ObjectNode waiting(QueueEntry entry) {
    return answers.fields()
        .put("queue_id", entry.queueId.toString())
        .put("position", entry.position)
        .put("call_type", entry.callType.word())
        .put("created_at", Clocks.shown(entry.createdAt))
        .put("expires_at", Clocks.shown(entry.expiresAt))
        .putPOJO("recipient", entry.recipient);
  }
}
