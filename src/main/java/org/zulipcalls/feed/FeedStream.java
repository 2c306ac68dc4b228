package org.zulipcalls.feed;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.UUID;
import java.util.concurrent.Flow;
import java.util.function.Consumer;

import org.zulipcalls.call.Caller;

import io.vertx.core.Context;

/**
 * One client's stream: the snapshot, what it missed, then what happens. All of its state belongs to the event loop of
 * its connection. It gives the next item only when the client's connection has taken the one before.
 */
final class FeedStream implements Flow.Publisher<Item>, Flow.Subscription {

  private final Caller caller;
  private final Context context;
  private final Consumer<UUID> onRing;
  private final Consumer<FeedStream> onEnd;
  private final Deque<Item> replay = new ArrayDeque<>();
  private final Backlog live = new Backlog();

  private Past past;
  private Flow.Subscriber<? super Item> reader;
  private Item taking;
  private long requested;
  private long after;
  private boolean reading;
  private boolean caughtUp;
  private boolean ended;

  /**
   * @param onRing told of each call of which its recipient has now learnt
   * @param onEnd  told once when nobody reads any more
   */
  FeedStream(Caller caller, Context context, Consumer<UUID> onRing, Consumer<FeedStream> onEnd) {
    this.caller = caller;
    this.context = context;
    this.onRing = onRing;
    this.onEnd = onEnd;
  }

  Caller caller() {
    return caller;
  }

  /** What comes first; live events up to this id are in it, or not wanted. Called once, before anybody reads. */
  void begin(Past past, long liveAfter) {
    this.past = past;
    after = liveAfter;
  }

  @Override
  public void subscribe(Flow.Subscriber<? super Item> subscriber) {
    reader = subscriber;
    subscriber.onSubscribe(this);
  }

  /** Gives a live event; from any thread. */
  void offer(Item item) {
    context.runOnContext(ignored -> {
      if (!ended && item.id() > after && !live.add(item)) {
        end();
      }
      drain();
    });
  }

  /** Ends the stream with a last item, or without one for null; from any thread. */
  void close(Item last) {
    context.runOnContext(ignored -> {
      if (!ended && reader != null) {
        if (last != null && requested > 0) {
          reader.onNext(last);
        }
        end();
      }
    });
  }

  /** Lets the client know that we are there, unless it is told something anyway; from any thread. */
  void keepAlive() {
    context.runOnContext(ignored -> {
      if (!ended && requested > 0 && caughtUp && live.isEmpty() && reader != null) {
        give(Item.COMMENT);
      }
    });
  }

  @Override
  public void request(long count) {
    context.runOnContext(ignored -> {
      if (taking != null) {
        taking.rings().forEach(onRing);
        taking = null;
      }
      requested = requested + count < 0 ? Long.MAX_VALUE : requested + count;
      drain();
    });
  }

  @Override
  public void cancel() {
    context.runOnContext(ignored -> finish());
  }

  private void drain() {
    while (!ended && requested > 0 && !reading) {
      Item next = replay.poll();
      if (next == null && !caughtUp) {
        readPast();
        return;
      }
      next = next == null ? live.poll() : next;
      if (next == null) {
        return;
      }
      give(next);
    }
  }

  private void give(Item item) {
    requested--;
    taking = item;
    reader.onNext(item);
  }

  private void readPast() {
    reading = true;
    past.next().subscribe().with(missed -> context.runOnContext(ignored -> {
      reading = false;
      replay.addAll(missed);
      caughtUp = missed.isEmpty();
      drain();
    }), failure -> context.runOnContext(ignored -> {
      if (!ended) {
        reader.onError(failure);
        finish();
      }
    }));
  }

  private void end() {
    reader.onComplete();
    finish();
  }

  private void finish() {
    if (!ended) {
      ended = true;
      onEnd.accept(this);
    }
  }
}
