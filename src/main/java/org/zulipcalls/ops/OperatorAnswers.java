package org.zulipcalls.ops;

import java.util.List;

import jakarta.inject.Singleton;

import org.zulipcalls.call.Call;
import org.zulipcalls.call.CallEvent;
import org.zulipcalls.call.CallViews;
import org.zulipcalls.call.EndReason;
import org.zulipcalls.call.Totals;
import org.zulipcalls.call.User;
import org.zulipcalls.support.Answers;
import org.zulipcalls.support.Clocks;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** What the operator sees: who, when and what became of it, but no room, since whoever knows a room can enter it. */
@Singleton
class OperatorAnswers {

  private final Answers answers;

  OperatorAnswers(Answers answers) {
    this.answers = answers;
  }

  ObjectNode calls(List<Call> calls, boolean more) {
    ObjectNode answer = answers.success().put("count", calls.size()).put("has_more", more);
    ArrayNode list = answer.putArray("calls");
    calls.forEach(call -> list.add(call(call)));
    return answer;
  }

  ObjectNode one(Call call) {
    return answers.success().set("call", call(call));
  }

  ObjectNode one(Call call, List<CallEvent> events) {
    return CallViews.add(one(call), events);
  }

  ObjectNode totals(List<Totals.Day> days) {
    ObjectNode answer = answers.success();
    ArrayNode list = answer.putArray("totals");
    for (Totals.Day day : days) {
      list.addObject()
          .put("day", day.day().toString())
          .put("realm", day.realm())
          .put("calls", day.calls())
          .put("answered", day.answered())
          .put("missed", day.missed())
          .put("declined", day.declined())
          .put("seconds", day.seconds());
    }
    return answer;
  }

  ObjectNode removed(CleanUp.Removed removed) {
    return answers.success().put("calls", removed.calls()).put("devices", removed.devices());
  }

  private ObjectNode call(Call call) {
    EndReason reason = call.endReason;
    ObjectNode view = answers.fields()
        .put("call_id", call.callId.toString())
        .put("realm", call.realm)
        .put("call_type", call.callType.word())
        .put("state", call.state.word())
        .put("end_reason", reason == null ? null : reason.word())
        .put("ended_by", call.endedBy)
        .put("created_at", Clocks.shown(call.createdAt))
        .put("started_at", Clocks.shown(call.startedAt))
        .put("ended_at", Clocks.shown(call.endedAt))
        .put("duration_seconds", call.duration() == null ? null : call.duration().toSeconds())
        .put("version", call.version);
    view.set("initiator", user(call.initiator));
    view.set("recipient", user(call.recipient));
    return view;
  }

  private ObjectNode user(User user) {
    return answers.fields().put("user_id", user.userId()).put("full_name", user.fullName()).put("email", user.email());
  }
}
