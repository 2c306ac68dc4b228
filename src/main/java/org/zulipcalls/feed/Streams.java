package org.zulipcalls.feed;

import java.time.InstantSource;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

import jakarta.enterprise.context.ApplicationScoped;

import org.zulipcalls.call.Call;
import org.zulipcalls.call.Requester;
import org.zulipcalls.support.Clocks;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/** The streams that are open on this replica, by their readers. */
@ApplicationScoped
class Streams {

  /** Streams of one user: many more than anybody has tabs and phones, few enough not to fill the memory. */
  static final int MOST_OF_ONE = 100;

  /** Those who are sent away come back within so many milliseconds, not all at once. */
  private static final int LEAST_RETRY = 500;
  private static final int MOST_RETRY = 4_000;

  /** A reader: user ids are unique on a server, the realm is compared all the same. */
  private record Reader(String realm, long userId) {}

  private final Items items;
  private final InstantSource clock;
  private final Timer delay;
  private final Map<Reader, Set<FeedStream>> open = new ConcurrentHashMap<>();

  Streams(Items items, MeterRegistry registry, InstantSource clock) {
    this.items = items;
    this.clock = clock;
    Gauge.builder("calls.feed.streams", this, Streams::count)
        .description("Event streams that are open on this replica")
        .register(registry);
    delay = Timer.builder("calls.feed.delay")
        .description("From the commit of a change until this replica told it to its streams")
        .publishPercentileHistogram()
        .register(registry);
  }

  private int count() {
    return open.values().stream().mapToInt(Set::size).sum();
  }

  /** False when the reader has {@link #MOST_OF_ONE} here already. */
  boolean add(FeedStream stream) {
    return open.compute(reader(stream.requester()), (reader, streams) -> {
      Set<FeedStream> all = streams == null ? ConcurrentHashMap.newKeySet(1) : streams;
      if (all.size() < MOST_OF_ONE) {
        all.add(stream);
      }
      return all;
    }).contains(stream);
  }

  void remove(FeedStream stream) {
    open.computeIfPresent(reader(stream.requester()), (reader, streams) -> {
      streams.remove(stream);
      return streams.isEmpty() ? null : streams;
    });
  }

  /** Tells the streams of both users. */
  void tell(FeedEvent event) {
    if (event.isTold()) {
      Call call = event.call();
      tell(event, new Reader(call.realm, call.initiator.userId()));
      tell(event, new Reader(call.realm, call.recipient.userId()));
      delay.record(Clocks.elapsed(event.at(), clock.instant()));
    }
  }

  private void tell(FeedEvent event, Reader reader) {
    Set<FeedStream> streams = open.get(reader);
    if (streams != null) {
      Item item = items.event(event, reader.userId);
      streams.forEach(stream -> stream.offer(item));
    }
  }

  /** Ends them all; their clients come back. */
  void sendAway() {
    forEach(Streams::sendAway);
  }

  /** Ends one; its client comes back soon. */
  static void sendAway(FeedStream stream) {
    stream.close(Item.retry(ThreadLocalRandom.current().nextInt(LEAST_RETRY, MOST_RETRY)));
  }

  void forEach(Consumer<FeedStream> action) {
    open.values().stream().flatMap(Collection::stream).forEach(action);
  }

  private static Reader reader(Requester requester) {
    return new Reader(requester.realm(), requester.userId());
  }
}
