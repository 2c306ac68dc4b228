package org.zulipcalls.zulip;

import java.time.Duration;

import org.zulipcalls.call.CallState;
import org.zulipcalls.call.CallType;

/** What the invitation says when the call is over: "Video call, 4 min", "Missed voice call". */
final class EndText {

  static String of(CallType type, CallState state, Duration duration) {
    String call = spoken(type) + " call";
    return switch (state) {
      case MISSED -> "Missed " + call;
      case DECLINED -> "Declined " + call;
      case CANCELLED -> "Cancelled " + call;
      default -> capital(call) + (duration == null ? "" : ", " + spoken(duration));
    };
  }

  /** How people say it: a voice call is what the API calls audio. */
  static String spoken(CallType type) {
    return type == CallType.VIDEO ? "video" : "voice";
  }

  private static String spoken(Duration duration) {
    long minutes = duration.plusSeconds(30).toMinutes();
    if (minutes < 1) {
      return "under a minute";
    }
    return minutes < 60 ? minutes + " min" : minutes / 60 + " h " + minutes % 60 + " min";
  }

  private static String capital(String text) {
    return Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }

  private EndText() {
  }
}
