package org.zulipcalls.call;

import java.util.HashMap;
import java.util.Map;

import org.zulipcalls.support.SqlStatement;

/**
 * Create, accept, end for {@code pgbench}: the statements that {@link CallStore} sends, made from its own texts, with the
 * service's parameters written out. Neighbours call each other, and no two clients share a pair, so that nobody is ever
 * busy.
 */
public final class WholeCallScript {

  private static final String NONE = "NULL";
  private static final String MINUTE = "60000";
  private static final String MILLION = "1000000";

  /** With client's pairs as pgbench's variables {@code caller} and {@code called}. */
  public static String text() {
    return """
        \\set caller 1000000 + :client_id * 1000 + random(1, 50)
        \\set called :caller + 50
        """ + written(CallStore.INSERT, created()) + " \\gset made_\n"
        + written(CallStore.CHANGE,
            changed("1", CallState.INITIATED, CallState.ACTIVE, null, CallEventType.ACCEPTED, ":called", MILLION))
        + ";\n"
        + written(CallStore.CHANGE,
            changed("2", CallState.ACTIVE, CallState.ENDED, EndReason.HANGUP, CallEventType.ENDED, ":caller", NONE))
        + ";\n";
  }

  private static Map<String, String> created() {
    Map<String, String> values = new HashMap<>();
    values.put("callId", "gen_random_uuid()");
    values.put("realm", "'http://pgbench.example'");
    values.put("type", "'video'");
    values.put("key", NONE);
    values.put("initiatorId", "CAST(:caller AS bigint)");
    values.put("initiatorName", "'Somebody who calls'");
    values.put("initiatorEmail", "'caller@zulip.com'");
    values.put("initiatorAvatar", "'http://zulip.example/user_avatars/2/caller.png'");
    values.put("recipientId", "CAST(:called AS bigint)");
    values.put("recipientName", "'Somebody who is called'");
    values.put("recipientEmail", "'called@zulip.com'");
    values.put("recipientAvatar", "'http://zulip.example/user_avatars/2/called.png'");
    values.put("roomName", "'zulip-call-0123456789abcdefghijklmnopqrstuv'");
    values.put("roomUrl", "'https://meet.jit.si/zulip-call-0123456789abcdefghijklmnopqrstuv'");
    values.put("messageId", NONE);
    values.put("ringMillis", "45000");
    values.put("windowMillis", MINUTE);
    values.put("times", MILLION);
    values.put("pairMillis", MINUTE);
    values.put("pairTimes", NONE);
    return values;
  }

  private static Map<String, String> changed(String version, CallState seen, CallState state, EndReason reason,
      CallEventType event,
      String actor, String times) {
    Map<String, String> values = new HashMap<>();
    values.put("callId", ":made_call_id");
    values.put("version", version);
    values.put("seenState", quoted(seen.word()));
    values.put("realm", "'http://pgbench.example'");
    values.put("state", quoted(state.word()));
    values.put("open", Boolean.toString(state.isOpen()));
    values.put("reason", reason == null ? NONE : quoted(reason.word()));
    values.put("event", quoted(event.word()));
    values.put("actor", actor);
    values.put("maxMillis", "14400000");
    values.put("metadata", "'{}'");
    values.put("times", times);
    values.put("windowMillis", MINUTE);
    values.put("reachMillis", "105000");
    return values;
  }

  private static String quoted(String word) {
    return "'" + word + "'";
  }

  private static String written(String sql, Map<String, String> values) {
    return SqlStatement.replaced(sql, name -> {
      String value = values.get(name);
      if (value == null) {
        throw new IllegalStateException("No value for :" + name);
      }
      return value;
    });
  }

  private WholeCallScript() {
  }
}
