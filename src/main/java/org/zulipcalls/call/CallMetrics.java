package org.zulipcalls.call;

import java.time.InstantSource;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import org.zulipcalls.support.Clocks;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/** What becomes of the calls, and how soon they ring and are answered. No name of anybody is in a tag. */
@Singleton
class CallMetrics {

  private final MeterRegistry registry;
  private final InstantSource clock;
  private final Timer ring;
  private final Timer answer;

  CallMetrics(MeterRegistry registry, InstantSource clock) {
    this.registry = registry;
    this.clock = clock;
    ring = timer("calls.ring", "From the call's creation until the recipient's stream or phone had it");
    answer = timer("calls.answer", "From the call's creation until it was accepted");
  }

  private Timer timer(String name, String description) {
    return Timer.builder(name).description(description).publishPercentileHistogram().register(registry);
  }

  void count(@Observes CallChanged change) {
    Call call = change.call();
    if (change.event() == null) {
      return;
    }
    registry.counter("calls.transitions", "event", change.event().word(), "reason",
        call.endReason == null ? "none" : call.endReason.word()).increment();
    switch (change.event()) {
      case RINGING, ACKNOWLEDGED -> ring.record(Clocks.elapsed(call.createdAt, clock.instant()));
      case ACCEPTED -> answer.record(Clocks.elapsed(call.createdAt, call.startedAt));
      default -> {
        // no duration ends here
      }
    }
  }
}
