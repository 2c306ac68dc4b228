package org.zulipcalls.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.zulipcalls.testing.Client;
import org.zulipcalls.testing.Expect;
import org.zulipcalls.testing.ServiceTest;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;

/** What this replica remembers of a call decides nothing: here the call has gone on at another one. */
@QuarkusTest
class RecentCallsTest extends ServiceTest {

  private static Call view(UUID callId, long version) {
    Call call = new Call();
    call.callId = callId;
    call.version = version;
    return call;
  }

  private void elsewhere(String callId, String state) {
    database.update(
        """
            UPDATE call SET version = version + 1, state = ?, ended_at = CASE WHEN ? IN ('declined', 'missed') THEN now() END,
              ended_by = CASE WHEN ? = 'declined' THEN recipient_id END
            WHERE call_id = ?""",
        state, state, state, UUID.fromString(callId));
  }

  @Test
  void theNewestViewIsRememberedWhicheverComesLast() {
    RecentCalls recent = new RecentCalls();
    UUID callId = UUID.randomUUID();
    assertEquals(Optional.empty(), recent.find(callId));
    Call second = view(callId, 2);
    recent.note(second);
    recent.note(view(callId, 1));
    assertSame(second, recent.find(callId).orElseThrow());
    assertSame(second, recent.newest(view(callId, 1)));
    Call third = view(callId, 3);
    recent.onChange(new CallChanged(third, CallEventType.RINGING));
    assertSame(third, recent.find(callId).orElseThrow());
  }

  @Test
  void whatCanStillBeDoneIsDone() {
    String callId = call(alice, bob);
    elsewhere(callId, "ringing");
    Response accepted = Client.of(bob).post(path(callId, "respond"), "response", "accept");
    Expect.success(accepted);
    assertEquals("active", accepted.path("call.state"));
    assertEquals(3, accepted.<Integer>path("call.version"));
  }

  @Test
  void whatCannotBeDoneAnyMoreIsRefusedWithTheCallAsItIs() {
    String callId = call(alice, bob);
    elsewhere(callId, "missed");
    Response late = Client.of(bob).post(path(callId, "respond"), "response", "accept");
    assertEquals(409, late.statusCode());
    assertEquals("INVALID_CALL_STATE", late.path("code"));
    assertEquals("missed", late.path("call.state"));
    assertEquals(List.of("initiated"), eventsOf(callId));
  }

  /** A standby that has taken over may not have got the last change, and give its version to another. */
  @Test
  void whatIsOverDoesNotBeginAgainThoughItsVersionIsThatOfACallThatWasRememberedOpen() {
    String callId = answeredCall(alice, bob);
    database.update("UPDATE call SET state = 'cancelled', end_reason = 'cancelled', ended_at = now() WHERE call_id = ?",
        UUID.fromString(callId));
    Response late = Client.of(bob).post(path(callId, "end"));
    assertEquals(409, late.statusCode());
    assertEquals("cancelled", late.path("call.state"));
    assertEquals("cancelled", stateOf(callId));
  }

  @Test
  void whatWasDoneElsewhereIsNotDoneAgain() {
    String callId = call(alice, bob);
    elsewhere(callId, "declined");
    Response again = Client.of(bob).post(path(callId, "respond"), "response", "decline");
    Expect.success(again);
    assertEquals("declined", again.path("call.state"));
    assertEquals(List.of("initiated"), eventsOf(callId));
  }

  @Test
  void whoHasNoPartInItIsHeldOffFromWhatIsRemembered() {
    String callId = call(alice, bob);
    Expect.refusal(Client.of(newUser("carol")).post(path(callId, "end")), 403, "NOT_AUTHORIZED",
        "Not authorized to end this call");
  }
}
