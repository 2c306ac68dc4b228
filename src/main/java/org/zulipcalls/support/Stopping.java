package org.zulipcalls.support;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.Startup;

/** Shows an operator that this replica is on its way out. */
@Startup
@Singleton
class Stopping {

  private volatile boolean stopping;

  Stopping(MeterRegistry registry) {
    Gauge.builder("calls.shutting.down", this, self -> self.stopping ? 1 : 0)
        .description("1 from the signal to stop until the end")
        .register(registry);
  }

  void stop(@Observes ShutdownDelayInitiatedEvent event) {
    stopping = true;
  }
}
