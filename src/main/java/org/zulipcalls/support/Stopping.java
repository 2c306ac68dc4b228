package org.zulipcalls.support;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.Startup;

/** Knows that this replica is on its way out, and shows it to an operator. */
@Startup
@Singleton
public class Stopping {

  private volatile boolean begun;

  Stopping(MeterRegistry registry) {
    Gauge.builder("calls.shutting.down", this, self -> self.begun ? 1 : 0)
        .description("1 from the signal to stop until the end")
        .register(registry);
  }

  void begin(@Observes ShutdownDelayInitiatedEvent event) {
    begun = true;
  }

  void begin(@Observes ShutdownEvent event) {
    begun = true;
  }

  /** From the signal to stop on: nothing more is to be begun that others can do. */
  public boolean hasBegun() {
    return begun;
  }
}
