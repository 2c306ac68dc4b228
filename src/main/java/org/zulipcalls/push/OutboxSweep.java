package org.zulipcalls.push;

import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;
import org.zulipcalls.support.Chore;
import org.zulipcalls.support.Chores;

import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Uni;

/**
 * Removes notifications that nobody has sent in time, also where push is off: the trigger does not know, and an outbox
 * that nobody reads must not grow. It begins late enough for somebody to have read our counters: what is counted before
 * that raises no alarm. Nothing waits for it, since what has expired is sent by nobody.
 */
@ApplicationScoped
class OutboxSweep {

  private static final Logger LOG = Logger.getLogger(OutboxSweep.class);
  private static final int BATCH = 1_000;
  /** Lines of one batch: after a long outage there may be many, and the calls' own logs have them all. */
  private static final int MOST_LINES = 100;

  private final Chores chores;
  private final Outbox outbox;
  private final PushGateway gateway;
  private final PushMetrics metrics;

  OutboxSweep(Outbox outbox, PushGateway gateway, PushMetrics metrics, Chores chores) {
    this.chores = chores;
    this.outbox = outbox;
    this.gateway = gateway;
    this.metrics = metrics;
  }

  @Scheduled(every = "10s", delayed = "60s", concurrentExecution = ConcurrentExecution.SKIP)
  Uni<Void> sweep() {
    return chores.run(Chore.OUTBOX, this::expire);
  }

  private Uni<Void> expire() {
    return outbox.expire(BATCH, gateway.isOn()).chain(expired -> {
      if (gateway.isOn()) {
        tell(expired.stream().filter(push -> push.userId() != null).toList());
      }
      return expired.size() < BATCH ? Uni.createFrom().voidItem() : expire();
    });
  }

  private void tell(List<Outbox.Expired> expired) {
    expired.forEach(push -> metrics.count(push.message(), PushResult.EXPIRED));
    expired.stream()
        .limit(MOST_LINES)
        .forEach(push -> LOG.errorf("Failed to send call push notification: %s (%s)", PushResult.EXPIRED.word(), push));
    if (expired.size() > MOST_LINES) {
      LOG.errorf("Failed to send call push notification: %s (%d more)", PushResult.EXPIRED.word(),
          expired.size() - MOST_LINES);
    }
  }
}
