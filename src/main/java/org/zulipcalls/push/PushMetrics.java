package org.zulipcalls.push;

import java.time.Duration;

import jakarta.inject.Singleton;

import io.micrometer.core.instrument.MeterRegistry;

/** What an operator watches: how pushes end, and how long they take. */
@Singleton
class PushMetrics {

  private final MeterRegistry registry;

  PushMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  /** One attempt, or the end of a push without one. */
  void count(String kind, MessageType message, String outcome) {
    registry.counter("calls.push", "kind", kind, "message", message.word(), "outcome", outcome).increment();
  }

  /** @param age from the change of the call until the provider had it */
  void accepted(String kind, MessageType message, Duration age) {
    registry.timer("calls.push.delay", "kind", kind, "message", message.word()).record(age);
  }
}
