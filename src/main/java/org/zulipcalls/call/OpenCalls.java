package org.zulipcalls.call;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

import jakarta.inject.Singleton;

import org.zulipcalls.support.Chore;
import org.zulipcalls.support.Chores;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Uni;

/** How many calls are open, as the database has them: every replica tells the same, so a sum over them means nothing. */
@Singleton
class OpenCalls {

  private final Chores chores;
  private final CallLookup lookup;
  private final Map<CallState, AtomicLong> open = new EnumMap<>(CallState.class);

  OpenCalls(CallLookup lookup, MeterRegistry registry, Chores chores) {
    this.chores = chores;
    this.lookup = lookup;
    for (CallState state : CallState.values()) {
      if (state.isOpen()) {
        AtomicLong count = new AtomicLong();
        open.put(state, count);
        Gauge.builder("calls.open", count, AtomicLong::get)
            .description("Open calls of all replicas")
            .tag("state", state.word())
            .register(registry);
      }
    }
  }

  @Scheduled(every = "10s", concurrentExecution = ConcurrentExecution.SKIP)
  Uni<Void> count() {
    return chores.run(Chore.OPEN_CALLS, () -> lookup.countOpen()
        .invoke(counts -> open.forEach((state, count) -> count.set(counts.getOrDefault(state, 0L)))));
  }
}
