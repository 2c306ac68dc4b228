package org.zulipcalls.call;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;
import org.zulipcalls.support.Chore;
import org.zulipcalls.support.Chores;

import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Uni;

/** Rings those who are free again for those who wait for them, and forgets who has waited too long or would wait in vain. */
@ApplicationScoped
class QueueSweep {

  private static final Logger LOG = Logger.getLogger(QueueSweep.class);

  private final Chores chores;
  private final CallQueue queue;
  private final CallStore store;

  QueueSweep(CallQueue queue, CallStore store, Chores chores) {
    this.chores = chores;
    this.queue = queue;
    this.store = store;
  }

  @Scheduled(every = "1s", concurrentExecution = ConcurrentExecution.SKIP)
  Uni<Void> sweep() {
    return chores.run(Chore.QUEUE, () -> queue.expire().chain(this::ring));
  }

  private Uni<Void> ring() {
    return store.insertNext().chain(call -> {
      if (call == null) {
        return Uni.createFrom().voidItem();
      }
      LOG.infof("Call %s is initiated, by user %d to user %d, who is free again", call.callId, call.initiator.userId(),
          call.recipient.userId());
      return ring();
    });
  }
}
