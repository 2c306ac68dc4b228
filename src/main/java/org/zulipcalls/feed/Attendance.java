package org.zulipcalls.feed;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.jboss.logging.Logger;
import org.zulipcalls.call.Recheck;
import org.zulipcalls.support.Background;

import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;

/**
 * Keeps open streams alive through proxies, and asks Zulip now and then whether their readers are still logged in. The
 * streams' turns are spread over the seconds, so that neither comes in a burst.
 */
@ApplicationScoped
class Attendance {

  private static final Logger LOG = Logger.getLogger(Attendance.class);
  private static final int ALIVE_SECONDS = 20;
  private static final int RECHECK_SECONDS = 60;
  private static final Item SESSION_ENDED = Item.notice("session_ended",
      "{\"type\":\"session_ended\",\"msg\":\"You are no longer logged in\"}");

  private record Turn(int second, Recheck recheck) {}

  private final Vertx vertx;
  private final Background background;
  private final Map<FeedStream, Turn> turns = new ConcurrentHashMap<>();
  private int second;

  Attendance(Vertx vertx, Background background) {
    this.vertx = vertx;
    this.background = background;
  }

  void start(@Observes StartupEvent started) {
    vertx.setPeriodic(1_000, timer -> tick());
  }

  /** @param recheck how to ask again; null where that cannot be asked */
  void add(FeedStream stream, Recheck recheck) {
    // The turn has just been: the first sign of life and the first question come a whole period later.
    turns.put(stream,
        new Turn(Math.floorMod(second - ThreadLocalRandom.current().nextInt(2), RECHECK_SECONDS), recheck));
  }

  void remove(FeedStream stream) {
    turns.remove(stream);
  }

  /** A second has passed. */
  void tick() {
    second = (second + 1) % RECHECK_SECONDS;
    turns.forEach((stream, turn) -> {
      if (turn.second == second && turn.recheck != null) {
        recheck(stream, turn.recheck);
      }
      if (turn.second % ALIVE_SECONDS == second % ALIVE_SECONDS) {
        stream.keepAlive();
      }
    });
  }

  private void recheck(FeedStream stream, Recheck recheck) {
    background.run(recheck::stillGood, good -> {
      if (!good) {
        stream.close(SESSION_ENDED);
      }
    }, unknown -> LOG.debugf("Cannot ask whether a stream's reader is still logged in: %s", unknown.getMessage()));
  }
}
