package org.zulipcalls.support;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.zulipcalls.testing.LogLines;

import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.mutiny.Uni;

class ChoresTest {

  private final Chores chores = new Chores();

  private void run(String failure) {
    chores.run("sweeping",
        () -> failure == null
            ? Uni.createFrom().item("done")
            : Uni.createFrom().failure(new IllegalStateException(failure)))
        .await()
        .indefinitely();
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
      assertEquals(List.of("Does not work now, is tried again: sweeping: no broom", "Works again: sweeping",
          "Does not work now, is tried again: sweeping: no dust"), log.all());
    }
  }

  @Test
  void workThatThrowsIsAFailureToo() {
    try (LogLines log = LogLines.capture()) {
      chores.run("sweeping", () -> {
        throw new IllegalStateException("no floor");
      }).await().indefinitely();
      assertEquals(List.of("Does not work now, is tried again: sweeping: no floor"), log.all());
    }
  }

  @Test
  void whileTheProcessStopsNothingIsDoneAndNothingIsSaid() {
    try (LogLines log = LogLines.capture()) {
      chores.stop(new ShutdownEvent());
      run("no database");
      assertEquals(List.of(), log.all());
    }
  }
}
