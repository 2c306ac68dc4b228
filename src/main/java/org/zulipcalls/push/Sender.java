package org.zulipcalls.push;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.jboss.logging.Logger;
import org.zulipcalls.call.Call;
import org.zulipcalls.call.CallChanged;
import org.zulipcalls.support.Background;
import org.zulipcalls.support.Stopping;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;

/**
 * Takes what is due out of the outbox, as much as may be on its way, and has it delivered. Woken by changes in this
 * process, by its own retries and by a slow poll, which also finds what a replica has left that died.
 */
@ApplicationScoped
class Sender {

  private record Leased(List<OutboxRow> rows, Map<UUID, Call> calls, Instant at) {}

  private static final Logger LOG = Logger.getLogger(Sender.class);
  /** Milliseconds between two looks: what becomes due meanwhile is taken at once. */
  private static final long PAUSE = 5;
  private static final long POLL = 1_000;

  private final PushGateway gateway;
  private final Outbox outbox;
  private final Delivery delivery;
  private final Background background;
  private final Vertx vertx;
  private final InstantSource clock;
  private final Stopping stopping;
  private final AtomicInteger inFlight = new AtomicInteger();
  private final AtomicBoolean looking = new AtomicBoolean();
  private volatile boolean lookAgain;
  private volatile boolean failing;

  Sender(PushGateway gateway, Outbox outbox, Delivery delivery, Background background, Vertx vertx,
      InstantSource clock, Stopping stopping) {
    this.stopping = stopping;
    this.gateway = gateway;
    this.outbox = outbox;
    this.delivery = delivery;
    this.background = background;
    this.vertx = vertx;
    this.clock = clock;
  }

  void start(@Observes StartupEvent started) {
    if (gateway.isOn()) {
      delivery.prepare();
      vertx.setPeriodic(POLL, timer -> wake());
    } else {
      LOG.info("Push is off: CALLS_PUSH_FCM_CREDENTIALS_FILE is not set");
    }
  }

  /** Waits for what is on its way: others would send it once more, and only when its lease is over. */
  void stop(@Observes ShutdownEvent stopped) {
    Instant until = clock.instant().plus(FcmTransport.PATIENCE);
    while (inFlight.get() > 0 && clock.instant().isBefore(until)) {
      LockSupport.parkNanos(PAUSE * 1_000_000);
    }
  }

  void onChange(@Observes CallChanged change) {
    wake();
  }

  /** Looks soon; from any thread. */
  void wake() {
    lookAgain = true;
    if (gateway.isOn() && !stopping.hasBegun() && inFlight.get() < Delivery.MOST
        && looking.compareAndSet(false, true)) {
      vertx.setTimer(PAUSE, timer -> look());
    }
  }

  private void look() {
    lookAgain = false;
    int room = Delivery.MOST - inFlight.get();
    background.run(() -> lease(room).ifNoItem().after(Outbox.LEASE).fail(), leased -> {
      failing = false;
      leased.rows.forEach(row -> send(row, leased));
      done(leased.rows.size() == room);
    }, failure -> {
      if (!failing) {
        failing = true;
        LOG.warnf("Cannot read the outbox now: %s", failure.getMessage());
      }
      done(false);
    });
  }

  private void done(boolean more) {
    looking.set(false);
    if (more || lookAgain) {
      wake();
    }
  }

  private Uni<Leased> lease(int room) {
    return outbox.take(room).chain(rows -> {
      Instant now = clock.instant();
      List<UUID> ids = rows.stream().map(OutboxRow::callId).distinct().toList();
      return rows.isEmpty()
          ? Uni.createFrom().item(new Leased(rows, Map.of(), now))
          : Panache.withSession(() -> Call.<Call>list("callId in ?1", ids))
              .map(calls -> new Leased(rows,
                  calls.stream().collect(Collectors.toMap(call -> call.callId, Function.identity())), now));
    });
  }

  private void send(OutboxRow row, Leased leased) {
    Call call = leased.calls.get(row.callId());
    if (call == null) {
      return; // Deleted, and the row with it.
    }
    inFlight.incrementAndGet();
    background.run(() -> delivery.deliver(row, call, leased.at), pause -> {
      inFlight.decrementAndGet();
      wake();
      if (pause != null) {
        vertx.setTimer(Math.max(1, pause.toMillis()), timer -> wake());
      }
    }, failure -> {
      inFlight.decrementAndGet();
      // Its lease will be over, and it is sent again.
      LOG.warnf("Cannot settle a push notification now: %s (%s)", failure.getMessage(), row);
    });
  }
}
