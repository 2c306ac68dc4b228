package org.zulipcalls.zulip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.zulipcalls.support.ApiException;

import io.vertx.core.json.JsonObject;

class ZulipUserTest {

  private static ZulipUser user(String json) {
    return ZulipUser.of(new JsonObject("{\"user\":" + json + "}").getValue("user"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "\"hamlet\"", "12", "[]", "{}", "{\"user_id\":12,\"full_name\":\"H\"}",
      "{\"user_id\":\"12\",\"full_name\":\"H\",\"email\":\"h@zulip.com\"}",
      "{\"user_id\":12,\"full_name\":null,\"email\":\"h@zulip.com\"}"})
  void whatIsNoUserIsNoAnswerOfZulips(String json) {
    ApiException refusal = assertThrows(ApiException.class, () -> user(json));
    assertEquals(503, refusal.status());
    assertEquals("ZULIP_UNAVAILABLE", refusal.code());
  }

  @Test
  void whatIsNotToldOfAUserIsWhatMostAre() {
    ZulipUser user = user("{\"user_id\":12,\"full_name\":\"H\",\"email\":\"h@zulip.com\",\"is_bot\":null}");
    assertTrue(user.active());
    assertFalse(user.bot());
  }
}
