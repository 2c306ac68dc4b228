package org.zulipcalls.call;

import java.time.Duration;
import java.time.InstantSource;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;
import org.zulipcalls.support.Background;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

import io.vertx.core.Vertx;

/** Notes that recipients have learnt of their calls: once for a call, however many streams and phones its recipient has. */
@ApplicationScoped
public class Rings {

  private static final Logger LOG = Logger.getLogger(Rings.class);
  /** Longer than one user's streams and phones are apart; noting it once more would be harmless. */
  private static final Duration REMEMBERED = Duration.ofMinutes(1);
  private static final int MOST_REMEMBERED = 10_000;
  private static final long PAUSE_MILLIS = 1_000;

  private final Calls calls;
  private final Background background;
  private final Vertx vertx;
  private final InstantSource clock;
  private final Cache<UUID, Boolean> noted = Caffeine.newBuilder()
      .expireAfterWrite(REMEMBERED)
      .maximumSize(MOST_REMEMBERED)
      .build();

  Rings(Calls calls, Background background, Vertx vertx, InstantSource clock) {
    this.calls = calls;
    this.background = background;
    this.vertx = vertx;
    this.clock = clock;
  }

  /** Soon, and again until the ring's end where that fails; from any thread. */
  public void note(Call call) {
    if (noted.asMap().putIfAbsent(call.callId, true) == null) {
      background.run(() -> calls.notified(call), done -> LOG.tracef("%s rings", call.callId), failure -> {
        LOG.warnf("Cannot note that call %s rings: %s", call.callId, failure.getMessage());
        // Its recipient's stream or phone has it and will not be given it again.
        vertx.setTimer(PAUSE_MILLIS, timer -> {
          noted.invalidate(call.callId);
          if (clock.instant().isBefore(call.ringUntil)) {
            note(call);
          }
        });
      });
    }
  }
}
