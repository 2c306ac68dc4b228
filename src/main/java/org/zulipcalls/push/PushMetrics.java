package org.zulipcalls.push;

import java.time.Duration;

import jakarta.inject.Singleton;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;

/** What an operator watches: how pushes end, and how long they take. */
@Startup
@Singleton
class PushMetrics {

  private final MeterRegistry registry;
  private final String kind;

  PushMetrics(MeterRegistry registry, PushGateway gateway) {
    this.registry = registry;
    kind = gateway.kind();
    // What is not there yet raises no alarm when it comes with its first push.
    for (MessageType message : MessageType.values()) {
      for (PushResult result : PushResult.values()) {
        pushes(message, result);
      }
    }
  }

  private Counter pushes(MessageType message, PushResult result) {
    return registry.counter("calls.push", "kind", kind, "message", message.word(), "outcome", result.word());
  }

  /** One attempt, or the end of a push without one. */
  void count(MessageType message, PushResult result) {
    pushes(message, result).increment();
  }

  /** @param age from the change of the call until the provider had it */
  void accepted(MessageType message, Duration age) {
    registry.timer("calls.push.delay", "kind", kind, "message", message.word()).record(age);
  }
}
