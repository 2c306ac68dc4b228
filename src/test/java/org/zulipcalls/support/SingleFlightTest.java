package org.zulipcalls.support;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import io.smallrye.mutiny.subscription.UniEmitter;

class SingleFlightTest {

  private final List<UniEmitter<? super String>> asked = new ArrayList<>();
  private final SingleFlight<String, String> answers = new SingleFlight<>(answer -> Duration.ofMinutes(1));

  private Uni<String> question() {
    return Uni.createFrom().emitter(asked::add);
  }

  private UniAssertSubscriber<String> ask(String key) {
    return answers.get(key, this::question).subscribe().withSubscriber(UniAssertSubscriber.create());
  }

  @Test
  void manyAskOnce() {
    UniAssertSubscriber<String> first = ask("a");
    UniAssertSubscriber<String> second = ask("a");
    UniAssertSubscriber<String> other = ask("b");
    assertEquals(2, asked.size());
    asked.get(0).complete("answer");
    first.assertItem("answer");
    second.assertItem("answer");
    other.assertNotTerminated();
    ask("a").assertItem("answer");
    assertEquals(2, asked.size());
  }

  @Test
  void aFailureIsEverybodysAndNotRemembered() {
    RuntimeException fault = new IllegalStateException("away");
    UniAssertSubscriber<String> first = ask("a");
    UniAssertSubscriber<String> second = ask("a");
    asked.get(0).fail(fault);
    assertSame(fault, first.getFailure());
    assertSame(fault, second.getFailure());
    ask("a").assertNotTerminated();
    assertEquals(2, asked.size());
  }

  @Test
  void whoAsksAgainForAFailureReallyAsks() {
    AtomicInteger times = new AtomicInteger();
    Uni<String> again = answers.get("a", this::question).onFailure().recoverWithUni(() -> {
      times.incrementAndGet();
      return answers.get("a", this::question);
    });
    UniAssertSubscriber<String> asking = again.subscribe().withSubscriber(UniAssertSubscriber.create());
    asked.get(0).fail(new IllegalStateException("away"));
    asked.get(1).complete("answer");
    asking.assertItem("answer");
    assertEquals(1, times.get());
  }

  @Test
  void aQuestionMayFailAtOnce() {
    IllegalArgumentException fault = new IllegalArgumentException("refused");
    for (Uni<String> refused : List.of(Uni.createFrom().<String>failure(fault),
        Uni.createFrom().<String>deferred(() -> {
          throw fault;
        }))) {
      assertSame(fault, answers.get("a", () -> refused)
          .subscribe()
          .withSubscriber(UniAssertSubscriber.<String>create())
          .getFailure());
    }
    assertInstanceOf(IllegalArgumentException.class, answers.get("a", () -> {
      throw fault;
    }).subscribe().withSubscriber(UniAssertSubscriber.<String>create()).getFailure());
    ask("a").assertNotTerminated();
  }

  @Test
  void whoGoesAwayTakesNobodysAnswer() {
    UniAssertSubscriber<String> first = ask("a");
    UniAssertSubscriber<String> second = ask("a");
    first.cancel();
    asked.get(0).complete("answer");
    second.assertItem("answer");
    first.assertNotTerminated();
    ask("a").assertItem("answer");
  }
}
