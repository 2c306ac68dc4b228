package org.zulipcalls.push;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.zulipcalls.demo.StandInUser;
import org.zulipcalls.testing.FcmFault;
import org.zulipcalls.testing.FcmStandIn;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.test.junit.QuarkusTest;

/** FCM takes five seconds for each push. */
@QuarkusTest
class SlowFcmTest extends PushTest {

  private static final int ROUNDS = 15;

  @Inject
  Sender sender;

  /** Microseconds that an accepted call takes, from create to the answer of accept; the middle of several. */
  private long medianMicros() {
    return IntStream.range(0, ROUNDS).mapToLong(round -> {
      StandInUser caller = newUser("caller");
      StandInUser called = newUser("called");
      phone(caller);
      phone(called);
      long before = System.nanoTime();
      respond(called, call(caller, called), "accept");
      return (System.nanoTime() - before) / 1_000;
    }).sorted().skip(ROUNDS / 2).findFirst().orElseThrow();
  }

  @Test
  void acceptingIsAnsweredWhileFcmIsStillBusyWithTheRing() {
    fcm.setFault(FcmFault.SLOW);
    String token = phone(bob);
    String callId = call(alice, bob);
    comes(token, "call_invitation");
    respond(bob, callId, "accept");
    assertEquals("active", stateOf(callId));
    assertEquals(List.of("initiated", "accepted"), eventsOf(callId), "FCM has not answered yet");
    await().atMost(FcmStandIn.SLOWNESS.plusSeconds(10))
        .untilAsserted(() -> assertTrue(eventsOf(callId).contains("push_sent")));
  }

  @Test
  void whoStopsWaitsForWhatIsOnItsWay() {
    fcm.setFault(FcmFault.SLOW);
    String token = phone(bob);
    String callId = call(alice, bob);
    comes(token, "call_invitation");
    sender.stop(new ShutdownEvent());
    assertTrue(eventsOf(callId).contains("push_sent"), eventsOf(callId).toString());
  }

  @Test
  void acceptingDoesNotGetSlowerWhileFcmIsSlow() {
    medianMicros(); // warms up
    long well = medianMicros();
    fcm.setFault(FcmFault.SLOW);
    long slow = medianMicros();
    assertTrue(slow < 3 * well + 500_000, "a call takes " + slow + " instead of " + well + " microseconds");
  }

  @Test
  void atMostThirtyTwoAreOnTheirWay() {
    fcm.setFault(FcmFault.SLOW);
    for (int user = 0; user < 5; user++) {
      StandInUser called = newUser("called");
      IntStream.range(0, 12).forEach(i -> phone(called));
      call(newUser("caller"), called);
    }
    await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertEquals(60, fcm.pushes().size()));
    assertEquals(Delivery.MOST, fcm.mostInFlight());
    await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> assertEquals(0, outboxSize()));
  }
}
