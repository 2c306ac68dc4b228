package org.zulipcalls.feed;

import java.util.concurrent.atomic.AtomicInteger;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.jboss.logging.Logger;
import org.zulipcalls.call.CallChanged;
import org.zulipcalls.call.RecentCalls;
import org.zulipcalls.support.Background;
import org.zulipcalls.support.CallsConfig;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;

/**
 * Reads what is new in the log and tells it to the streams of this replica. Woken by changes in this process, by other
 * replicas' notifications and by a slow poll; wake-ups that come while it reads are one more read.
 */
@ApplicationScoped
class Feed {

  private static final Logger LOG = Logger.getLogger(Feed.class);
  /** Milliseconds between two reads: what happens meanwhile is read at once. */
  private static final long PAUSE = 10;
  private static final long PAUSE_AFTER_FAILURE = 500;
  private static final long POLL = 1_000;

  private final LogReader reader;
  private final Streams streams;
  private final RecentCalls recent;
  private final Background background;
  private final Vertx vertx;
  private final boolean enabled;
  private final AtomicInteger wakeUps = new AtomicInteger();
  private volatile boolean failing;
  private volatile boolean stopping;

  Feed(EventLog log, Streams streams, RecentCalls recent, Background background, Vertx vertx, CallsConfig config) {
    this.reader = new LogReader(log);
    this.streams = streams;
    this.recent = recent;
    this.background = background;
    this.vertx = vertx;
    this.enabled = config.feed().enabled();
  }

  void start(@Observes StartupEvent started) {
    vertx.setPeriodic(1, POLL, timer -> wake());
  }

  void stop(@Observes ShutdownEvent event) {
    stopping = true;
  }

  void onChange(@Observes CallChanged change) {
    wake();
  }

  /** Everything up to this id was told, or is older than this process; negative while that is not known yet. */
  long position() {
    return reader.position();
  }

  /** False where an operator has switched live events off. */
  boolean isOn() {
    return enabled;
  }

  /** Reads soon; from any thread. */
  void wake() {
    if (enabled && wakeUps.getAndIncrement() == 0) {
      read();
    }
  }

  private void read() {
    if (stopping) {
      return;
    }
    int answered = wakeUps.get();
    background.run(reader::next, read -> {
      failing = false;
      try {
        if (read.anew()) {
          LOG.warn("The log of calls ends earlier than before; all streams begin anew");
          recent.clear();
          streams.sendAway();
        }
        read.events().forEach(this::tell);
      } finally {
        // Not before: another thread's wake-up would read on at once, and could tell before we have.
        rest(answered, read.more(), PAUSE);
      }
    }, failure -> {
      if (!failing && !stopping) {
        failing = true;
        LOG.warnf("Cannot read the log of calls now: %s", failure.getMessage());
      }
      rest(answered, true, PAUSE_AFTER_FAILURE);
    });
  }

  private void tell(FeedEvent event) {
    recent.note(event.call());
    streams.tell(event);
  }

  private void rest(int answered, boolean more, long pause) {
    // In one step: were it nought in between, another thread's wake-up would begin a second read.
    if (wakeUps.addAndGet((more ? 1 : 0) - answered) > 0) {
      vertx.setTimer(pause, timer -> read());
    }
  }
}
