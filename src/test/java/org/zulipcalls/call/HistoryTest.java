package org.zulipcalls.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.zulipcalls.demo.StandInUser;
import org.zulipcalls.testing.CallRows;
import org.zulipcalls.testing.Client;
import org.zulipcalls.testing.Expect;
import org.zulipcalls.testing.ServiceTest;

import com.fasterxml.jackson.databind.JsonNode;

import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class HistoryTest extends ServiceTest {

  private static final String HISTORY = API + "/history";
  private static final Set<String> FIELDS = Set.of("server_time", "calls", "has_more", "next_cursor");

  private JsonNode history(StandInUser reader, Object... parameters) {
    JsonNode body = Expect.success(Client.of(reader).get(HISTORY, parameters), FIELDS);
    CallShape.checkServerTime(body);
    assertEquals(body.path("has_more").asBoolean(), body.get("next_cursor").isTextual());
    return body;
  }

  private List<String> ids(StandInUser reader, Object... parameters) {
    return history(reader, parameters).get("calls").findValuesAsText("call_id");
  }

  /** Calls between the two, one each second back from now. */
  private void past(int count, StandInUser initiator, StandInUser recipient) {
    CallRows.insertEnded(database, count, zulip.realm("").url(), initiator.userId(), recipient.userId(),
        "now() - interval '1 hour' - n * interval '1 second'");
  }

  private List<String> newestFirst() {
    return database.texts("SELECT call_id FROM call ORDER BY created_at DESC, call_id DESC");
  }

  @Test
  void whoHasNeverCalledHasNone() {
    JsonNode body = history(alice);
    assertEquals("[]", body.get("calls").toString());
    assertFalse(body.path("has_more").asBoolean());
    assertTrue(body.get("next_cursor").isNull());
  }

  @Test
  void bothSidesSeeTheirCallsWholeTheNewestFirst() {
    past(2, alice, bob);
    past(1, bob, alice);
    call(alice, bob);
    JsonNode calls = history(alice).get("calls");
    assertEquals(newestFirst(), calls.findValuesAsText("call_id"));
    for (JsonNode call : calls) {
      CallShape.check(call, call.path("initiator").path("user_id").asInt() == alice.userId(), database);
    }
    for (JsonNode call : history(bob).get("calls")) {
      CallShape.check(call, call.path("initiator").path("user_id").asInt() == bob.userId(), database);
    }
    assertEquals(60, calls.get(1).path("duration_seconds").asInt());
  }

  @Test
  void nobodySeesCallsOfOthers() {
    past(3, alice, bob);
    assertEquals(List.of(), ids(newUser("carol")));
  }

  @Test
  void callsOfAnotherRealmStayThere() {
    CallRows.insertEnded(database, 3, zulip.realm("lear").url(), alice.userId(), bob.userId(), "now()");
    assertEquals(List.of(), ids(alice));
  }

  @Test
  void aPageHasFiftyUnlessAskedOtherwiseAndNeverMoreThanAHundred() {
    past(101, alice, bob);
    assertEquals(50, ids(alice).size());
    assertEquals(1, ids(alice, "limit", 1).size());
    assertEquals(100, ids(alice, "limit", 100).size());
    assertEquals(100, ids(alice, "limit", 101).size());
    assertEquals(100, ids(alice, "limit", "99999999999999999999").size());
    assertEquals(List.of(), ids(alice, "offset", "99999999999999999999"));
    assertTrue(history(alice, "limit", 1000).path("has_more").asBoolean());
  }

  @Test
  void hasMoreIsTrueExactlyWhenThereIs() {
    past(3, alice, bob);
    assertTrue(history(alice, "limit", 2).path("has_more").asBoolean());
    assertFalse(history(alice, "limit", 3).path("has_more").asBoolean());
    assertFalse(history(alice, "limit", 2, "offset", 1).path("has_more").asBoolean());
    assertFalse(history(alice, "limit", 2, "offset", 99).path("has_more").asBoolean());
  }

  @Test
  void pagesByOffsetAddUpToTheWhole() {
    past(7, alice, bob);
    past(6, bob, alice);
    List<String> pages = new ArrayList<>();
    for (int offset = 0; offset < 15; offset += 5) {
      pages.addAll(ids(alice, "limit", 5, "offset", offset));
    }
    assertEquals(newestFirst(), pages);
  }

  @Test
  void pagesByCursorAddUpToTheWhole() {
    past(7, alice, bob);
    past(6, bob, alice);
    assertEquals(newestFirst(), byCursor());
  }

  @Test
  void pagesByCursorLoseNothingThatBeganAtTheSameInstant() {
    CallRows.insertEnded(database, 13, zulip.realm("").url(), alice.userId(), bob.userId(),
        "'2026-01-01'::timestamptz");
    assertEquals(newestFirst(), byCursor());
  }

  @Test
  void aCallThatBeginsMeanwhileMovesNoPageByCursor() {
    past(6, alice, bob);
    List<String> before = newestFirst();
    String cursor = history(alice, "limit", 3).path("next_cursor").asText();
    call(alice, bob);
    assertEquals(before.subList(3, 6), ids(alice, "cursor", cursor));
  }

  private List<String> byCursor() {
    JsonNode page = history(alice, "limit", 4);
    List<String> ids = new ArrayList<>(page.get("calls").findValuesAsText("call_id"));
    while (page.path("has_more").asBoolean()) {
      page = history(alice, "limit", 4, "cursor", page.path("next_cursor").asText());
      ids.addAll(page.get("calls").findValuesAsText("call_id"));
    }
    return ids;
  }

  @Test
  void callsAreFilteredByTypeAndState() {
    String[] states = {"initiated", "ringing", "active", "ended", "declined", "missed", "cancelled"};
    for (String state : states) {
      callInState(state, "video");
      callInState(state, "audio");
    }
    for (String state : states) {
      assertEquals(Set.of(state), found("state", "state", state), state);
      assertEquals(2, ids(alice, "state", state).size());
      assertEquals(1, ids(alice, "state", state, "call_type", "audio").size());
    }
    assertEquals(Set.of("active", "ended"), found("state", "state", "answered"));
    assertEquals(4, ids(alice, "state", "\"Answered\"").size());
    assertEquals(Set.of("video"), found("call_type", "call_type", "video"));
    assertEquals(7, ids(alice, "call_type", "video").size());
    assertEquals(1, ids(alice, "state", "answered", "call_type", "audio", "limit", 1).size());
  }

  private Set<String> found(String field, Object... parameters) {
    return new HashSet<>(history(alice, parameters).get("calls").findValuesAsText(field));
  }

  private void callInState(String state, String type) {
    UUID callId = UUID.fromString(call(alice, newUser("other"), "is_video_call", "" + type.equals("video")));
    boolean open = Set.of("initiated", "ringing", "active").contains(state);
    database.update(
        """
            UPDATE call SET state = ?, started_at = CASE WHEN ? THEN now() END, end_reason = CASE WHEN ? THEN NULL ELSE 'hangup' END,
              ended_at = CASE WHEN ? THEN NULL ELSE now() END WHERE call_id = ?""",
        state,
        state.equals("active") || state.equals("ended"), open, open, callId);
  }

  @Test
  void aFilterHoldsForEveryPage() {
    past(12, alice, bob);
    JsonNode page = history(alice, "call_type", "audio", "limit", 4);
    String cursor = page.path("next_cursor").asText();
    JsonNode rest = history(alice, "call_type", "audio", "cursor", cursor);
    assertEquals(2, rest.get("calls").size());
    assertEquals(Set.of("audio"), new HashSet<>(rest.get("calls").findValuesAsText("call_type")));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {"limit | 0 | limit is not an integer from 1 on",
      "limit | -1 | limit is not an integer from 1 on", "limit | x | limit is not an integer from 1 on",
      "offset | -1 | offset is not an integer from 0 on",
      "call_type | phone | call_type is not one of: video, audio",
      "state | lost | state is not one of: initiated, ringing, active, ended, declined, missed, cancelled, answered",
      "cursor | x | cursor is not one that this server gave as next_cursor",
      // The year 294277, which PostgreSQL does not know.
      "cursor | KzI5NDI3Ny0wMS0wNVQwMDowMDowMFogMDE5NmQ5YzAtMDAwMC03MDAwLTgwMDAtMDAwMDAwMDAwMDAx | cursor is not one that this server gave as next_cursor"})
  void whatIsMalformedIsNamed(String name, String value, String text) {
    Expect.refusal(Client.of(alice).get(HISTORY, name, value), 400, "BAD_REQUEST", text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"limit=10&offset=0", "limit=%2210%22", "limit=10&limit=x"})
  void theParametersMayLookLikeThis(String query) {
    Expect.success(Client.of(alice).request().urlEncodingEnabled(false).get(HISTORY + "?" + query), FIELDS);
  }

  @Test
  void unknownParametersAreListed() {
    JsonNode body = Expect.success(Client.of(alice).get(HISTORY, "page", 2));
    assertEquals("[\"page\"]", body.get("ignored_parameters_unsupported").toString());
  }
}
