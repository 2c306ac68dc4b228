package org.zulipcalls.support;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.jboss.logging.Logger;

import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.mutiny.Uni;

/**
 * Work that comes again and again. A failure of it is a line when it begins and another when it is over; while the process
 * stops it is none, since the connections to the database go first.
 */
@ApplicationScoped
public class Chores {

  private static final Logger LOG = Logger.getLogger(Chores.class);

  private final Set<String> failing = ConcurrentHashMap.newKeySet();
  private volatile boolean stopping;

  void stop(@Observes ShutdownEvent event) {
    stopping = true;
  }

  /**
   * Does the work once. Never fails.
   *
   * @param name of the work, for the log
   */
  public Uni<Void> run(String name, Supplier<Uni<?>> work) {
    if (stopping) {
      return Uni.createFrom().voidItem();
    }
    return Uni.createFrom().deferred(work).onItemOrFailure().transform((done, failure) -> {
      note(name, failure);
      return null;
    });
  }

  private void note(String name, Throwable failure) {
    if (failure == null) {
      if (failing.remove(name)) {
        LOG.infof("Works again: %s", name);
      }
    } else if (!stopping && failing.add(name)) {
      LOG.warnf("Does not work now, is tried again: %s: %s", name, failure.getMessage());
    }
  }
}
