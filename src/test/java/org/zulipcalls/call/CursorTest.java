package org.zulipcalls.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.zulipcalls.support.ApiException;

class CursorTest {

  private static final String ID = "0196d9c0-0000-7000-8000-000000000001";
  private static final Cursor CURSOR = new Cursor(Instant.parse("2026-01-02T03:04:05.123456Z"), UUID.fromString(ID));

  @Test
  void itComesBackAsItWent() {
    assertEquals(CURSOR, Cursor.parse(CURSOR.text()));
  }

  @Test
  void itFitsIntoAQueryStringAsItIs() {
    assertEquals(CURSOR.text().replaceAll("[^A-Za-z0-9_-]", ""), CURSOR.text());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "abc", "%%%", "2026-01-02T03:04:05.123456Z",
      "2026-01-02T03:04:05.123456Z " + ID + " x",
      "2026-01-02T03:04:05.1234560Z " + ID, "0000 " + ID, "2026-01-02T03:04:05Z 1-2-3-4-5",
      "+1000000000-12-31T23:59:59Z"})
  void whatItDidNotGiveIsRefused(String inside) {
    for (String text : new String[]{inside, Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(inside.getBytes(StandardCharsets.UTF_8))}) {
      ApiException refusal = assertThrows(ApiException.class, () -> Cursor.parse(text), text);
      assertEquals(400, refusal.status());
      assertEquals("BAD_REQUEST", refusal.code());
      assertEquals("cursor is not one that this server gave as next_cursor", refusal.getMessage());
    }
  }
}
