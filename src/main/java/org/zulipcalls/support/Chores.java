package org.zulipcalls.support;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.jboss.logging.Logger;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.mutiny.Uni;

/**
 * Work that comes again and again. Each failure of it is counted, and is a line when it begins and another when it is over;
 * while the process stops it is nothing, since the connections to the database go first.
 */
@ApplicationScoped
public class Chores {

  private static final Logger LOG = Logger.getLogger(Chores.class);

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Set<Chore> failing = ConcurrentHashMap.newKeySet();
  private final MeterRegistry registry;
  private volatile boolean stopping;

  public Chores(MeterRegistry registry) {
    this.registry = registry;
    for (Chore chore : Chore.values()) {
      failures(chore);
    }
  }

  private Counter failures(Chore chore) {
    return registry.counter("calls.chore.failures", "chore", chore.word());
  }

  void stop(@Observes ShutdownEvent event) {
    stopping = true;
  }

  /** Does the work once. Never fails. */
  public Uni<Void> run(Chore chore, Supplier<Uni<?>> work) {
    if (stopping) {
      return Uni.createFrom().voidItem();
    }
    // A connection whose other end has vanished would keep it from ever beginning again.
    return Uni.createFrom()
        .voidItem()
        .invoke(RequestId::beginWork)
        .chain(work)
        .ifNoItem()
        .after(PATIENCE)
        .failWith(() -> new IllegalStateException("it has not ended for " + PATIENCE.toMinutes() + " min"))
        .onItemOrFailure()
        .transform((done, failure) -> {
          note(chore, failure);
          return null;
        });
  }

  private void note(Chore chore, Throwable failure) {
    if (failure == null) {
      if (failing.remove(chore)) {
        LOG.infof("Works again: %s", chore);
      }
    } else if (!stopping) {
      failures(chore).increment();
      if (failing.add(chore)) {
        LOG.warnf("Does not work now, is tried again: %s: %s", chore, failure.getMessage());
      }
    }
  }
}
