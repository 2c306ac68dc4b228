package org.zulipcalls.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.zulipcalls.testing.Client;
import org.zulipcalls.testing.Expect;
import org.zulipcalls.testing.ServiceTest;

import com.fasterxml.jackson.databind.JsonNode;

import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class StatusTest extends ServiceTest {

  private JsonNode seen(Client reader, String callId, boolean initiatorReads) {
    JsonNode body = Expect.success(reader.get(path(callId, "status")), Set.of("server_time", "call"));
    CallShape.checkServerTime(body);
    CallShape.check(body.get("call"), initiatorReads, database);
    return body.get("call");
  }

  @Test
  void eachSideSeesTheWholeCallAsItsOwn() {
    String callId = call(alice, bob);
    JsonNode mine = seen(Client.of(alice), callId, true);
    assertEquals(alice.fullName(), mine.path("initiator").path("full_name").asText());
    assertEquals(bob.fullName(), mine.path("other_user").path("full_name").asText());
    assertEquals("initiated", mine.path("state").asText());
    assertEquals(1, mine.path("version").asInt());
    assertEquals(alice.fullName(), seen(Client.of(bob), callId, false).path("other_user").path("full_name").asText());
  }

  @ParameterizedTest
  @ValueSource(strings = {"ringing", "active", "ended", "declined", "missed", "cancelled"})
  void eachSideSeesACallInAnyState(String state) {
    String callId = call(alice, bob, "is_video_call", "false");
    boolean open = state.equals("ringing") || state.equals("active");
    database.update("""
        UPDATE call SET state = ?, version = version + 1, started_at = now() - interval '75 seconds',
          ended_at = CASE WHEN ? THEN NULL ELSE now() - interval '10 seconds' END,
          end_reason = CASE WHEN ? THEN NULL ELSE 'hangup' END,
          active_until = CASE WHEN ? THEN now() + interval '1 hour' END
        WHERE call_id = ?""", state, open, open, state.equals("active"), UUID.fromString(callId));
    JsonNode mine = seen(Client.of(alice), callId, true);
    assertEquals(state, mine.path("state").asText());
    assertEquals(open ? 0 : 65, mine.path("duration_seconds").asInt());
    seen(Client.of(bob), callId, false);
  }

  @Test
  void theRingTimeLeftCountsDownToZeroAndNoFurther() {
    String callId = call(alice, bob);
    database.update("UPDATE call SET ring_until = ring_until - interval '30 seconds' WHERE call_id = ?",
        UUID.fromString(callId));
    long left = seen(Client.of(bob), callId, false).path("ring_ms_left").asLong();
    assertTrue(left > 0 && left <= 15_000, left + " ms");
  }

  @Test
  void namesAndAddressesStayAsTheyWereWhenTheCallBegan() {
    String callId = call(alice, bob);
    zulip.update(bob.name(), user -> user.withFullName("Robert"));
    assertEquals(bob.fullName(), seen(Client.of(alice), callId, true).path("recipient").path("full_name").asText());
  }

  @Test
  void anAvatarIsAWholeAddress() {
    String callId = call(alice, bob);
    String avatar = seen(Client.of(alice), callId, true).path("recipient").path("avatar_url").asText();
    assertEquals(zulip.realm("").url() + bob.avatarUrl(), avatar);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "1", "0196d9c0-0000-7000-8000-00000000000", "0196d9c0-0000-7000-8000-0000000000011",
      "0196d9c0_0000_7000_8000_000000000001", "1-1-1-1-1", "zzzzzzzz-zzzz-zzzz-zzzz-zzzzzzzzzzzz",
      "0196d9c0-0000-7000-8000-000000000001", "%F0%9F%98%80"})
  void anIdThatIsNoneOrNobodysIsNotFound(String callId) {
    Expect.refusal(Client.of(alice).request().urlEncodingEnabled(false).get(path(callId, "status")), 404,
        "CALL_NOT_FOUND", "Call not found");
  }

  @Test
  void anIdMayBeWrittenInCapitals() {
    String callId = call(alice, bob);
    seen(Client.of(alice), callId.toUpperCase(), true);
  }
}
