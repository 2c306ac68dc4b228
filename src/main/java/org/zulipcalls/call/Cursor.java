package org.zulipcalls.call;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;

import org.zulipcalls.support.ApiException;

/** Where a page of the history ended: its last call. Clients treat the text as opaque. */
record Cursor(Instant createdAt, UUID callId) {

  /** PostgreSQL ends some 290,000 years later. */
  private static final Instant NEVER = Instant.parse("9999-01-01T00:00:00Z");

  static Cursor of(Call last) {
    return new Cursor(last.createdAt, last.callId);
  }

  /** Fails with 400 when the text is none that {@link #text} made. */
  static Cursor parse(String text) {
    try {
      String[] parts = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.US_ASCII).split(" ", -1);
      Cursor cursor = new Cursor(Instant.parse(parts[0]), UUID.fromString(parts[1]));
      if (parts.length == 2 && cursor.text().equals(text) && cursor.createdAt.isBefore(NEVER)) {
        return cursor;
      }
    } catch (IllegalArgumentException | DateTimeException | ArrayIndexOutOfBoundsException malformed) {
      // falls through to the refusal
    }
    throw ApiException.badRequest("cursor is not one that this server gave as next_cursor");
  }

  String text() {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString((createdAt + " " + callId).getBytes(StandardCharsets.US_ASCII));
  }
}
