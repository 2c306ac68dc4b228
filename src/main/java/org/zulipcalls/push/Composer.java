package org.zulipcalls.push;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;

import org.zulipcalls.call.Call;
import org.zulipcalls.call.CallState;
import org.zulipcalls.call.CallType;
import org.zulipcalls.call.Rooms;
import org.zulipcalls.support.Clocks;

/** Writes what a phone is told: the data of spec/api.md, "Push", every value a string, and words for its screen. */
@ApplicationScoped
class Composer {

  private final Rooms rooms;
  private final InstantSource clock;

  Composer(Rooms rooms, InstantSource clock) {
    this.rooms = rooms;
    this.clock = clock;
  }

  /** @param until when it is of no use any more */
  PushMessage compose(OutboxRow row, Call call, Instant until) {
    Instant now = clock.instant();
    Duration left = Duration.between(now, until);
    Map<String, String> data = new LinkedHashMap<>();
    data.put("type", row.message().word());
    data.put("call_id", call.callId.toString());
    data.put("realm_url", call.realm);
    data.put("call_type", call.callType.word());
    data.put("sent_at", Clocks.shown(now));
    switch (row.message()) {
      case CALL_INVITATION -> invite(data, call, left);
      case CALL_ACCEPTED, CALL_DECLINED -> tellInitiator(data, call);
      case CALL_ANSWERED_ELSEWHERE -> data.put("action", call.startedAt == null ? "decline" : "accept");
      case CALL_CANCELLED, CALL_MISSED, CALL_ENDED -> nameCaller(data, call);
    }
    return new PushMessage(row.token(), call.callId.toString(), Map.copyOf(data), left, until,
        title(row.message(), call), body(row.message(), call), row.message() == MessageType.CALL_INVITATION);
  }

  private void invite(Map<String, String> data, Call call, Duration left) {
    nameCaller(data, call);
    data.put("call_url", rooms.participantUrl(call));
    data.put("room_name", call.jitsiRoomName);
    if (call.initiator.avatarUrl() != null) {
      data.put("caller_avatar_url", call.initiator.avatarUrl());
    }
    data.put("ring_ms_left", Long.toString(left.toMillis()));
  }

  private static void nameCaller(Map<String, String> data, Call call) {
    data.put("caller_id", Long.toString(call.initiator.userId()));
    data.put("caller_name", call.initiator.fullName());
  }

  private static void tellInitiator(Map<String, String> data, Call call) {
    data.put("recipient_id", Long.toString(call.recipient.userId()));
    data.put("recipient_name", call.recipient.fullName());
  }

  private static String title(MessageType message, Call call) {
    boolean forInitiator = message == MessageType.CALL_ACCEPTED || message == MessageType.CALL_DECLINED;
    return forInitiator ? call.recipient.fullName() : call.initiator.fullName();
  }

  private static String body(MessageType message, Call call) {
    String kind = call.callType == CallType.VIDEO ? "video call" : "voice call";
    return switch (message) {
      case CALL_INVITATION -> "Incoming " + kind;
      case CALL_ACCEPTED -> "Accepted your " + kind;
      case CALL_DECLINED -> "Declined your " + kind;
      case CALL_ANSWERED_ELSEWHERE -> (call.state == CallState.DECLINED ? "Declined" : "Answered")
          + " on another device";
      case CALL_CANCELLED, CALL_MISSED -> "Missed " + kind;
      case CALL_ENDED -> "The " + kind + " has ended";
    };
  }
}
