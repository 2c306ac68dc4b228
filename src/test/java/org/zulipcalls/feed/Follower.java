package org.zulipcalls.feed;

import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;

import org.zulipcalls.demo.StandInUser;
import org.zulipcalls.testing.EventStream;
import org.zulipcalls.testing.Message;

/** A client that stays up to date as the contract says: comes back with the last id that it has, to any replica. */
final class Follower implements AutoCloseable {

  private static final Duration GLANCE = Duration.ofMillis(100);

  private final StandInUser user;
  private final List<URI> servers;
  private final int cutOneIn;
  private final Random random;
  private final List<Long> ids = new ArrayList<>();
  private final CountDownLatch begun = new CountDownLatch(1);
  private final Thread thread = new Thread(this::follow);
  private Long last;
  private long start;
  private volatile boolean stopped;
  private volatile int connections;

  /** @param cutOneIn cuts its connection at one of so many messages, at random; 0: never */
  Follower(StandInUser user, List<URI> servers, int cutOneIn, long seed) {
    this.user = user;
    this.servers = servers;
    this.cutOneIn = cutOneIn;
    random = new Random(seed);
    thread.setDaemon(true);
    thread.start();
  }

  /** Waits for the first snapshot. */
  Follower begin() {
    try {
      begun.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    return this;
  }

  private void follow() {
    while (!stopped) {
      URI server = servers.get(random.nextInt(servers.size()));
      String[] headers = last == null
          ? new String[]{"Authorization", user.basic()}
          : new String[]{"Authorization", user.basic(), "Last-Event-ID", last.toString()};
      try (EventStream stream = EventStream.open(server, EventStream.PATH, headers)) {
        connections++;
        read(stream);
      } catch (UncheckedIOException notThere) {
        Thread.onSpinWait();
      }
    }
  }

  private void read(EventStream stream) {
    while (!stopped && !stream.isOver() && stream.status() == 200) {
      Message message = stream.poll(GLANCE);
      if (message != null && message.id() != null) {
        take(message);
        if (cutOneIn > 0 && random.nextInt(cutOneIn) == 0) {
          stream.cut();
          return;
        }
      }
    }
  }

  private synchronized void take(Message message) {
    if (message.name().equals("call")) {
      ids.add(message.id());
    } else if (last == null) {
      start = message.id();
      begun.countDown();
    }
    last = message.id();
  }

  StandInUser user() {
    return user;
  }

  /** Its events are those behind this id. */
  synchronized long start() {
    return start;
  }

  /** In the order in which they came. */
  synchronized List<Long> ids() {
    return List.copyOf(ids);
  }

  /** The last id that it has been told. */
  synchronized long last() {
    return last;
  }

  int connections() {
    return connections;
  }

  @Override
  public void close() {
    stopped = true;
  }
}
