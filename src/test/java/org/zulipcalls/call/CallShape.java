package org.zulipcalls.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.UUID;

import org.zulipcalls.testing.Database;
import org.zulipcalls.testing.Expect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** What spec/api.md says that a reader sees of a call, made anew from the database's row. */
final class CallShape {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long RING_MILLIS = 45_000;

  /** Every field of the call as this side's reader gets it, and no other. */
  static void check(JsonNode shown, boolean initiatorReads, Database database) {
    Map<String, Object> row = database.rows("SELECT * FROM call WHERE call_id = ?",
        UUID.fromString(shown.path("call_id").textValue())).get(0);
    ObjectNode expected = expected(row, initiatorReads);
    checkRing(shown, (String) row.get("state"));
    expected.set("ring_ms_left", shown.get("ring_ms_left"));
    String url = shown.path("call_url").textValue();
    checkUrl(url, row, initiatorReads);
    expected.put("call_url", url).put("jitsi_url", url);
    for (String field : Expect.names(Expect.json(expected.toString()).setAll((ObjectNode) shown))) {
      assertEquals(String.valueOf(expected.get(field)), String.valueOf(shown.get(field)), field);
    }
  }

  private static ObjectNode expected(Map<String, Object> row, boolean initiatorReads) {
    ObjectNode call = JSON.createObjectNode();
    ObjectNode initiator = user(row, "initiator");
    ObjectNode recipient = user(row, "recipient");
    Long seconds = seconds(row);
    for (String field : new String[]{"call_type", "state", "end_reason", "version"}) {
      call.set(field, JSON.valueToTree(row.get(field)));
    }
    call.put("call_id", row.get("call_id").toString())
        .put("room_name", (String) row.get("jitsi_room_name"))
        .put("created_at", iso(row.get("created_at")))
        .put("started_at", iso(row.get("started_at")))
        .put("ended_at", iso(row.get("ended_at")))
        .put("duration_seconds", seconds)
        .put("was_initiator", initiatorReads);
    call.set("initiator", initiator);
    call.set("recipient", recipient);
    call.set("other_user", initiatorReads ? recipient : initiator);
    return call.setAll(forTheMobileClient(row, initiatorReads, seconds));
  }

  private static ObjectNode forTheMobileClient(Map<String, Object> row, boolean initiatorReads, Long seconds) {
    String status = switch ((String) row.get("state")) {
      case "initiated" -> "created";
      case "ringing" -> "ringing";
      case "active" -> "accepted";
      case "declined" -> "declined";
      case "cancelled" -> "cancelled";
      default -> "ended";
    };
    return JSON.createObjectNode()
        .put("status", status)
        .put("timestamp", ((Timestamp) row.get("created_at")).toInstant().getEpochSecond())
        .put("duration", seconds)
        .put("caller_id", (Long) row.get("initiator_id"))
        .put("recipient_id", (Long) row.get("recipient_id"))
        .put("caller_display_name", (String) row.get("initiator_name"))
        .put("caller_avatar_url", (String) row.get("initiator_avatar_url"))
        .put("caller_handle", (String) row.get("initiator_email"))
        .put("sender_id", (Long) row.get("initiator_id"))
        .put("sender_name", (String) row.get("initiator_name"))
        .put("receiver_id", (Long) row.get("recipient_id"))
        .put("receiver_name", (String) row.get("recipient_name"))
        .put("is_outgoing", initiatorReads);
  }

  private static ObjectNode user(Map<String, Object> row, String side) {
    return JSON.createObjectNode()
        .put("user_id", (Long) row.get(side + "_id"))
        .put("full_name", (String) row.get(side + "_name"))
        .put("email", (String) row.get(side + "_email"))
        .put("avatar_url", (String) row.get(side + "_avatar_url"));
  }

  private static Long seconds(Map<String, Object> row) {
    Timestamp from = (Timestamp) row.get("started_at");
    Timestamp to = (Timestamp) row.get("ended_at");
    return from == null || to == null ? null : Duration.between(from.toInstant(), to.toInstant()).toSeconds();
  }

  private static String iso(Object time) {
    return time == null ? null : ((Timestamp) time).toInstant().truncatedTo(ChronoUnit.MILLIS).toString();
  }

  private static void checkRing(JsonNode shown, String state) {
    JsonNode left = shown.get("ring_ms_left");
    if (state.equals("initiated") || state.equals("ringing")) {
      assertTrue(left.isIntegralNumber() && left.longValue() >= 0 && left.longValue() <= RING_MILLIS, left.toString());
    } else {
      assertTrue(left.isNull(), left.toString());
    }
  }

  /** The document, "Moderator System". */
  static void checkUrl(String url, Map<String, Object> row, boolean initiatorReads) {
    String name = URLEncoder
        .encode((String) row.get(initiatorReads ? "initiator_name" : "recipient_name"), StandardCharsets.UTF_8)
        .replace("+", "%20");
    String start = row.get("jitsi_room_url") + "?userInfo.displayName=" + name + "&config.startWithAudioMuted="
        + (initiatorReads ? "false&config.enableInsecureRoomNameWarning=false" : "true");
    assertTrue(url.startsWith(start), url + " does not start with " + start);
    assertEquals(initiatorReads, url.contains("enableInsecureRoomNameWarning"));
  }

  /** ISO 8601 in UTC, and about now. */
  static void checkServerTime(JsonNode body) {
    String text = body.path("server_time").asText();
    assertTrue(text.endsWith("Z"), text);
    Duration off = Duration.between(Instant.parse(text), Instant.now()).abs();
    assertTrue(off.compareTo(Duration.ofMinutes(1)) < 0, text);
  }

  private CallShape() {
  }
}
