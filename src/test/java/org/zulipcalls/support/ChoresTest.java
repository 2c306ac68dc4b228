package org.zulipcalls.support;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.zulipcalls.testing.LogLines;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.mutiny.Uni;

class ChoresTest {

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final Chores chores = new Chores(registry);

  private void run(String failure) {
    chores.run(Chore.CLEAN_UP,
        () -> failure == null
            ? Uni.createFrom().item("done")
            : Uni.createFrom().failure(new IllegalStateException(failure)))
        .await()
        .indefinitely();
  }

  private double failures(Chore chore) {
    return registry.get("calls.chore.failures").tag("chore", chore.word()).counter().count();
  }

  @Test
  void aFailureIsToldWhenItBeginsAndWhenItIsOver() {
    try (LogLines log = LogLines.capture()) {
      run(null);
      run("no broom");
      run("no broom");
      run(null);
      run(null);
      run("no dust");
      assertEquals(List.of("Does not work now, is tried again: the clean-up: no broom", "Works again: the clean-up",
          "Does not work now, is tried again: the clean-up: no dust"), log.all());
    }
  }

  @Test
  void workThatThrowsIsAFailureToo() {
    try (LogLines log = LogLines.capture()) {
      chores.run(Chore.CLEAN_UP, () -> {
        throw new IllegalStateException("no floor");
      }).await().indefinitely();
      assertEquals(List.of("Does not work now, is tried again: the clean-up: no floor"), log.all());
    }
  }

  @Test
  void whileTheProcessStopsNothingIsDoneAndNothingIsSaid() {
    try (LogLines log = LogLines.capture()) {
      chores.stop(new ShutdownEvent());
      run("no database");
      assertEquals(List.of(), log.all());
      assertEquals(0, failures(Chore.CLEAN_UP));
    }
  }

  @Test
  void eachFailureIsCountedOfAChoreThatWasThereBefore() {
    for (Chore chore : Chore.values()) {
      assertEquals(0, failures(chore), chore.word());
    }
    run("no broom");
    run("no broom");
    run(null);
    assertEquals(2, failures(Chore.CLEAN_UP));
    assertEquals(0, failures(Chore.QUEUE));
  }
}
