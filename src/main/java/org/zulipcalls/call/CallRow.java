package org.zulipcalls.call;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;

import io.vertx.mutiny.sqlclient.Row;

/** A row of the table {@code call}, as PostgreSQL's client reads it. */
public final class CallRow {

  /** What {@link Call} maps; not {@code *}, so that a newer schema's columns do not disturb an older replica. */
  public static final String COLUMNS = """
      call_id, realm, call_type, state, end_reason, ended_by,
      initiator_id, initiator_name, initiator_email, initiator_avatar_url,
      recipient_id, recipient_name, recipient_email, recipient_avatar_url,
      jitsi_room_name, jitsi_room_url, created_at, started_at, ended_at, version,
      ring_until, active_until, contact_until, empty_until, leave_until, invite_message_id""";

  private final Row row;
  private int next;

  private CallRow(Row row) {
    this.row = row;
  }

  /** The call in a row that begins with {@link #COLUMNS}, taken in their order: a name would be looked for among all. */
  public static Call read(Row row) {
    CallRow columns = new CallRow(row);
    Call call = new Call();
    call.callId = row.getUUID(columns.next++);
    call.realm = columns.text();
    call.callType = columns.word(CallType.class);
    call.state = columns.word(CallState.class);
    call.endReason = columns.word(EndReason.class);
    call.endedBy = columns.number();
    call.initiator = columns.user();
    call.recipient = columns.user();
    call.jitsiRoomName = columns.text();
    call.jitsiRoomUrl = columns.text();
    call.createdAt = columns.time();
    call.startedAt = columns.time();
    call.endedAt = columns.time();
    call.version = columns.number();
    call.ringUntil = columns.time();
    call.activeUntil = columns.time();
    call.contactUntil = columns.time();
    call.emptyUntil = columns.time();
    call.leaveUntil = columns.time();
    call.inviteMessageId = columns.number();
    return call;
  }

  private String text() {
    return row.getString(next++);
  }

  private Long number() {
    return row.getLong(next++);
  }

  private Instant time() {
    OffsetDateTime time = row.getOffsetDateTime(next++);
    return time == null ? null : time.toInstant();
  }

  private <E extends Enum<E>> E word(Class<E> words) {
    String word = text();
    return word == null ? null : Enum.valueOf(words, word.toUpperCase(Locale.ROOT));
  }

  private User user() {
    return new User(number(), text(), text(), text());
  }
}
