package org.zulipcalls.zulip;

import java.time.Duration;
import java.time.InstantSource;

import jakarta.enterprise.context.ApplicationScoped;

import org.zulipcalls.call.Hearing;
import org.zulipcalls.support.ApiException;
import org.zulipcalls.support.Background;
import org.zulipcalls.support.CallsConfig;
import org.zulipcalls.support.Chore;
import org.zulipcalls.support.Chores;

import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Uni;

/**
 * Asks Zulip for what it tells everybody where no request has for a while: an outage is noticed that nobody meets, and soon
 * so is its end, since until then no call is ended for silence. A refusal is an answer too, since Zulip need not serve the
 * host by which we reach it.
 */
@ApplicationScoped
class ZulipProbe implements Hearing {

  /** An answer of so long ago still counts; and so often Zulip is asked while it is away. */
  private static final Duration RECENTLY = Duration.ofSeconds(5);

  private final ZulipClient zulip;
  private final ZulipWatch watch;
  private final Chores chores;
  private final InstantSource clock;
  private final Duration interval;
  private final String host;

  ZulipProbe(ZulipClient zulip, ZulipWatch watch, Chores chores, InstantSource clock, CallsConfig config) {
    this.zulip = zulip;
    this.watch = watch;
    this.chores = chores;
    this.clock = clock;
    interval = config.zulip().checkInterval();
    host = config.zulip().url().uri().getRawAuthority();
  }

  @Scheduled(every = "1s", concurrentExecution = ConcurrentExecution.SKIP)
  Uni<Void> askIfDue() {
    return isDue() ? chores.run(Chore.ZULIP, this::ask) : Uni.createFrom().voidItem();
  }

  private boolean isDue() {
    Duration pause = isAway() ? RECENTLY : interval;
    return !pause.isZero() && !wasAskedWithin(pause);
  }

  private boolean wasAskedWithin(Duration time) {
    return watch.last().filter(last -> clock.instant().isBefore(last.at().plus(time))).isPresent();
  }

  @Override
  public boolean isAway() {
    return watch.last().filter(last -> !last.reachable()).isPresent();
  }

  @Override
  public Uni<Void> check() {
    return wasAskedWithin(RECENTLY) ? Uni.createFrom().voidItem() : Background.here(ask()).replaceWithVoid();
  }

  /** What comes of it is the {@link ZulipWatch}'s. */
  private Uni<?> ask() {
    return zulip.getPublic(host, "/server_settings").onFailure(ApiException.class).recoverWithNull();
  }
}
