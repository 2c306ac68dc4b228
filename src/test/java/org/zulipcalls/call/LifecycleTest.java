package org.zulipcalls.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The whole matrix of state and trigger, held against a table that knows nothing of the code. */
class LifecycleTest {

  /** Every legal change: from, trigger, to, event, reason. What is not here is not legal. */
  private static final String TABLE = """
      initiated  notified          ringing    ringing    -
      initiated  acknowledge       ringing    acknowledged -
      initiated  accept            active     accepted   -
      initiated  decline           declined   declined   declined
      initiated  end_by_recipient  declined   declined   declined
      initiated  leave             declined   declined   declined
      initiated  cancel            cancelled  cancelled  cancelled
      initiated  end_by_initiator  cancelled  cancelled  cancelled
      initiated  ring_time_over    missed     missed     missed
      initiated  operator          cancelled  cancelled  ended_by_operator

      ringing    accept            active     accepted   -
      ringing    decline           declined   declined   declined
      ringing    end_by_recipient  declined   declined   declined
      ringing    leave             declined   declined   declined
      ringing    cancel            cancelled  cancelled  cancelled
      ringing    end_by_initiator  cancelled  cancelled  cancelled
      ringing    ring_time_over    missed     missed     missed
      ringing    operator          cancelled  cancelled  ended_by_operator

      active     leave             active     participant_left -
      active     update_status     active     status_update -
      active     end_by_initiator  ended      ended      hangup
      active     end_by_recipient  ended      ended      hangup
      active     time_limit        ended      ended      time_limit
      active     contact_lost      ended      ended      contact_lost
      active     room_closed       ended      ended      room_closed
      active     operator          ended      ended      ended_by_operator
      """;

  private static final Map<String, String> EXPECTED = TABLE.lines()
      .filter(line -> !line.isBlank())
      .map(line -> line.strip().split("\\s+"))
      .collect(Collectors.toMap(row -> row[0] + " " + row[1], row -> row[2] + " " + row[3] + " " + row[4]));

  static Stream<Arguments> everyStateAndTrigger() {
    return Arrays.stream(CallState.values())
        .flatMap(state -> Arrays.stream(Trigger.values()).map(trigger -> arguments(state, trigger)));
  }

  @ParameterizedTest
  @MethodSource("everyStateAndTrigger")
  void aTriggerDoesWhatTheTableSays(CallState state, Trigger trigger) {
    String expected = EXPECTED.getOrDefault(state.word() + " " + trigger.name().toLowerCase(), "not legal");
    assertEquals(expected, Lifecycle.step(state, trigger).map(LifecycleTest::described).orElse("not legal"));
  }

  @Test
  void theTableNamesOnlyStatesAndTriggersThatExist() {
    long reached = everyStateAndTrigger().map(Arguments::get)
        .map(pair -> ((CallState) pair[0]).word() + " " + ((Trigger) pair[1]).name().toLowerCase())
        .filter(EXPECTED::containsKey)
        .count();
    assertEquals(EXPECTED.size(), reached);
  }

  @ParameterizedTest
  @EnumSource(names = {"ENDED", "DECLINED", "MISSED", "CANCELLED"})
  void aTerminalStateNeverChanges(CallState terminal) {
    assertFalse(terminal.isOpen());
    for (Trigger trigger : Trigger.values()) {
      assertEquals(Optional.empty(), Lifecycle.step(terminal, trigger), trigger.name());
    }
  }

  @ParameterizedTest
  @MethodSource("everyStateAndTrigger")
  void aCallHasAReasonExactlyWhenItIsOver(CallState state, Trigger trigger) {
    Lifecycle.step(state, trigger).ifPresent(step -> assertEquals(step.to().isOpen(), step.reason() == null));
  }

  @ParameterizedTest
  @MethodSource("everyStateAndTrigger")
  void aTriggerLeadsToWhereverItsStepsLead(CallState state, Trigger trigger) {
    boolean reached = EXPECTED.entrySet()
        .stream()
        .anyMatch(entry -> entry.getKey().endsWith(" " + trigger.name().toLowerCase())
            && entry.getValue().startsWith(state.word() + " "));
    assertEquals(reached, Lifecycle.leadsTo(trigger, state));
  }

  @ParameterizedTest
  @EnumSource
  void aDeadlineWaitsForEveryOpenCall(CallState state) {
    boolean ends = Stream.of(Trigger.RING_TIME_OVER, Trigger.TIME_LIMIT)
        .anyMatch(deadline -> Lifecycle.step(state, deadline).isPresent());
    assertEquals(state.isOpen(), ends);
  }

  @Test
  void theMobileClientHearsOnlyItsOwnWords() {
    String words = Arrays.stream(CallState.values())
        .map(state -> state.word() + "=" + state.mobileStatus())
        .collect(Collectors.joining(" "));
    assertEquals("initiated=created ringing=ringing active=accepted ended=ended declined=declined missed=ended "
        + "cancelled=cancelled", words);
    assertTrue(Arrays.stream(CallState.values()).allMatch(state -> state.word().equals(state.word().toLowerCase())));
  }

  private static String described(Lifecycle.Step step) {
    return step.to().word() + " " + step.event().word() + " " + (step.reason() == null ? "-" : step.reason().word());
  }
}
