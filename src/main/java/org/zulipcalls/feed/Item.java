package org.zulipcalls.feed;

import java.util.List;
import java.util.UUID;

import org.zulipcalls.call.Call;

/**
 * What one stream tells: an event, rendered for its reader; the snapshot that a stream begins with; or a notice of the
 * stream itself, which has neither id nor call.
 *
 * @param id     the {@code call_event} id from which a client that was cut off goes on; {@link #NO_ID} for a notice
 * @param name   of the event; null for what only the protocol needs
 * @param callId of an event, else null
 * @param json   the data; without a name, lines of the protocol
 * @param rings  calls of which the reader, their recipient, learns by taking this
 */
record Item(long id, String name, UUID callId, String json, List<Call> rings) {

  static final long NO_ID = -1;
  private static final String SNAPSHOT = "snapshot";
  private static final int FIRST_RETRY_MILLIS = 1_000;

  /** A sign of life. */
  static final Item COMMENT = notice(null, ":\n\n");
  /** The same for a script, to which an {@code EventSource} shows no comments. */
  private static final String ALIVE = COMMENT.json + "event: alive\ndata: {\"type\":\"alive\"}\n\n";

  /** Tells the client how long to wait before it comes back. */
  static Item retry(int millis) {
    return notice(null, "retry: " + millis + "\n\n");
  }

  static Item snapshot(long id, String json, List<Call> rings) {
    return new Item(id, SNAPSHOT, null, json, rings);
  }

  static Item notice(String name, String json) {
    return new Item(NO_ID, name, null, json, List.of());
  }

  /** Whether a client is told something. */
  boolean isTold() {
    return name != null;
  }

  /**
   * As Server-Sent Events carry it (HTML Living Standard, "Server-sent events"); JSON has no line ends.
   *
   * @param alive whether a sign of life is an event, too
   */
  String asServerSentEvent(boolean alive) {
    if (name == null) {
      return alive && this == COMMENT ? ALIVE : json;
    }
    return (SNAPSHOT.equals(name) ? "retry: " + FIRST_RETRY_MILLIS + "\n" : "")
        + (id == NO_ID ? "" : "id: " + id + "\n")
        + "event: " + name + "\ndata: " + json + "\n\n";
  }
}
