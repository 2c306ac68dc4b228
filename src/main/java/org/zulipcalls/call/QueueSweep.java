package org.zulipcalls.call;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Uni;

/** Rings those who are free again for those who wait for them, and forgets who has waited too long. */
@ApplicationScoped
class QueueSweep {

  private static final Logger LOG = Logger.getLogger(QueueSweep.class);

  private final CallQueue queue;

  QueueSweep(CallQueue queue) {
    this.queue = queue;
  }

  @Scheduled(every = "1s", concurrentExecution = ConcurrentExecution.SKIP)
  Uni<Void> sweep() {
    return queue.expire().chain(this::ring);
  }

  private Uni<Void> ring() {
    return queue.ringNext().chain(call -> {
      if (call == null) {
        return Uni.createFrom().voidItem();
      }
      LOG.infof("Call %s is initiated, by user %d to user %d, who is free again", call.callId, call.initiator.userId(),
          call.recipient.userId());
      return ring();
    });
  }
}
