package org.zulipcalls.push;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;
import org.zulipcalls.call.Call;
import org.zulipcalls.call.Rings;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;

/** Sends one leased notification, once, and writes down what became of it. */
@ApplicationScoped
class Delivery {

  /** At most so many are on their way from this replica. */
  static final int MOST = 32;
  private static final Logger LOG = Logger.getLogger(Delivery.class);

  private final PushGateway gateway;
  private final Outbox outbox;
  private final Composer composer;
  private final Rings rings;
  private final PushMetrics metrics;
  private final InstantSource clock;
  private final WorkerExecutor workers;
  private final RetrySchedule schedule = new RetrySchedule(() -> ThreadLocalRandom.current().nextLong());

  Delivery(PushGateway gateway, Outbox outbox, Composer composer, Rings rings, PushMetrics metrics,
      InstantSource clock, Vertx vertx) {
    this.gateway = gateway;
    this.outbox = outbox;
    this.composer = composer;
    this.rings = rings;
    this.metrics = metrics;
    this.clock = clock;
    workers = vertx.createSharedWorkerExecutor("push", MOST, Outbox.LEASE.toSeconds() * 2, TimeUnit.SECONDS);
  }

  /** So that the first ring after a start is not late; nobody waits for it. */
  void prepare() {
    workers.executeBlocking(() -> {
      gateway.prepare();
      return null;
    }, false).onFailure(refused -> LOG.warnf("FCM does not let us in yet: %s", refused.getMessage()));
  }

  /**
   * Sends it, if it is still of use.
   *
   * @return the pause after which it is due again; null when it is settled
   */
  Uni<Duration> deliver(OutboxRow row, Call call, Instant leasedAt) {
    Instant until = leasedAt.plus(row.timeLeft());
    boolean late = row.message() == MessageType.CALL_INVITATION && !call.state.isUnanswered();
    if (row.isDeviceGone() || late) {
      return outbox.drop(row).replaceWith(nothing());
    }
    if (!clock.instant().isBefore(until)) {
      metrics.count(row.message(), PushResult.EXPIRED);
      return fail(row, PushResult.EXPIRED, PushResult.EXPIRED.word());
    }
    return Uni.createFrom()
        .completionStage(() -> workers.executeBlocking(() -> gateway.send(composer.compose(row, call, until)), false)
            .toCompletionStage())
        .onItemOrFailure()
        .transformToUni((outcome, trouble) -> trouble == null
            ? settle(row, call, outcome, until, row.age().plus(Duration.between(leasedAt, clock.instant())))
            : again(row, PushResult.TRANSPORT, trouble.getMessage(), null, until));
  }

  private Uni<Duration> settle(OutboxRow row, Call call, PushOutcome outcome, Instant until, Duration age) {
    PushResult result = outcome.result();
    if (outcome instanceof PushOutcome.Later later) {
      return again(row, result, result.word(), later.retryAfter(), until);
    }
    metrics.count(row.message(), result);
    if (outcome instanceof PushOutcome.Refused refused) {
      return fail(row, result, result.word() + ", " + refused.code());
    }
    if (outcome instanceof PushOutcome.Unregistered) {
      // Daily life, not an error: somebody has removed the app.
      LOG.infof("Failed to send call push notification: the device is no longer registered (%s)", row);
      return outbox.unregistered(row, gateway.kind(), result).replaceWith(nothing());
    }
    metrics.accepted(row.message(), age);
    return outbox.sent(row, gateway.kind()).eventually(() -> tellRing(row, call)).replaceWith(nothing());
  }

  /** A push that the provider has taken is a real notification, whether we could write it down or not. */
  private void tellRing(OutboxRow row, Call call) {
    if (row.message() == MessageType.CALL_INVITATION) {
      rings.note(call);
    }
  }

  private Uni<Duration> again(OutboxRow row, PushResult reason, String text, Duration wanted, Instant until) {
    metrics.count(row.message(), reason);
    Duration pause = schedule.after(row.attempts(), wanted);
    if (clock.instant().plus(pause).isBefore(until)) {
      LOG.debugf("Could not send a call push notification, again in %d ms: %s (%s)", pause.toMillis(), text, row);
      return outbox.retry(row, pause).replaceWith(pause);
    }
    return fail(row, reason, text + " until it was too late");
  }

  private Uni<Duration> fail(OutboxRow row, PushResult reason, String text) {
    LOG.errorf("Failed to send call push notification: %s (%s)", text, row);
    return outbox.failed(row, gateway.kind(), reason).replaceWith(nothing());
  }

  private static Uni<Duration> nothing() {
    return Uni.createFrom().nullItem();
  }
}
