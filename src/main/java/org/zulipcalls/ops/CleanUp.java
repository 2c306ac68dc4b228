package org.zulipcalls.ops;

import java.time.Duration;
import java.util.function.Supplier;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;
import org.zulipcalls.call.Retention;
import org.zulipcalls.limit.HitCounter;
import org.zulipcalls.push.StaleDevices;
import org.zulipcalls.support.CallsConfig;
import org.zulipcalls.support.Chore;
import org.zulipcalls.support.Chores;
import org.zulipcalls.support.Stopping;

import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Uni;

/**
 * Removes what is too old to be kept, in small batches. Every replica runs it and passes over what another has in hand,
 * so they share the work; a batch is one statement, so one that dies leaves nothing half done.
 */
@ApplicationScoped
public class CleanUp {

  private static final Logger LOG = Logger.getLogger(CleanUp.class);
  /** Of each kind in one pass: a pass is over soon, and an old table does not keep the database busy for an hour. */
  private static final int MOST_BATCHES = 25;

  private final Chores chores;
  private final Retention calls;
  private final StaleDevices devices;
  private final HitCounter counter;
  private final Duration keepCalls;
  private final Stopping stopping;

  CleanUp(Retention calls, StaleDevices devices, HitCounter counter, CallsConfig config, Chores chores,
      Stopping stopping) {
    this.stopping = stopping;
    this.chores = chores;
    this.calls = calls;
    this.devices = devices;
    this.counter = counter;
    keepCalls = config.retention();
  }

  /** What a pass has removed. */
  record Removed(long calls, long devices) {

    boolean isNothing() {
      return calls + devices == 0;
    }
  }

  @Scheduled(every = "60s", delayed = "10s", concurrentExecution = ConcurrentExecution.SKIP)
  Uni<Void> sweep() {
    return chores.run(Chore.CLEAN_UP, this::pass);
  }

  /** One pass: up to {@value #MOST_BATCHES} batches of calls, then of devices, then of counts that are over. */
  Uni<Removed> pass() {
    Uni<Long> oldCalls = keepCalls.isZero()
        ? Uni.createFrom().item(0L)
        : batches(() -> calls.remove(keepCalls), Retention.BATCH, MOST_BATCHES);
    return oldCalls.chain(removed -> batches(devices::remove, StaleDevices.BATCH, MOST_BATCHES)
        .map(forgotten -> new Removed(removed, forgotten)))
        .call(() -> batches(counter::forget, HitCounter.BATCH, MOST_BATCHES))
        .invoke(removed -> {
          if (!removed.isNothing()) {
            LOG.infof("The clean-up has removed %d calls and %d devices", removed.calls, removed.devices);
          }
        });
  }

  /** Goes on as long as batches are full, and gives how many there were in all. */
  private Uni<Long> batches(Supplier<Uni<Long>> batch, int full, int most) {
    if (stopping.hasBegun() || most == 0) {
      return Uni.createFrom().item(0L);
    }
    return batch.get()
        .chain(count -> count < full
            ? Uni.createFrom().item(count)
            : batches(batch, full, most - 1).map(others -> others + count));
  }
}
