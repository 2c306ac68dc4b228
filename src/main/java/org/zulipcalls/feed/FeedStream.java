package org.zulipcalls.feed;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import java.util.function.Predicate;

import org.zulipcalls.call.Call;
import org.zulipcalls.call.Requester;

import io.vertx.core.Context;

/**
 * One client's stream: the snapshot, what it missed, then what happens. All of its state belongs to the event loop of
 * its connection. It gives what there is when the client's connection has taken what it was given before, all at once,
 * so that nobody who reads falls behind because of the number of events.
 */
final class FeedStream implements Flow.Publisher<List<Item>>, Flow.Subscription {

  private final Context context;
  private final Consumer<Call> onRing;
  private final Consumer<FeedStream> onEnd;
  private final Runnable onCaughtUp;
  private final Predicate<UUID> wanted;
  private final Backlog live = new Backlog();

  private Requester requester;
  private Past past;
  private Flow.Subscriber<? super List<Item>> reader;
  private List<Item> taking = List.of();
  private Item farewell;
  private long requested;
  private long after;
  private boolean reading;
  private boolean caughtUp;
  private boolean ended;

  /**
   * @param wanted the calls of which it tells
   * @param onRing told of each call of which its recipient has now learnt
   * @param onCaughtUp told once when the reader has been given all that was there
   * @param onEnd  told once when nobody reads any more
   */
  FeedStream(Context context, Predicate<UUID> wanted, Consumer<Call> onRing, Runnable onCaughtUp,
      Consumer<FeedStream> onEnd) {
    this.context = context;
    this.wanted = wanted;
    this.onRing = onRing;
    this.onCaughtUp = onCaughtUp;
    this.onEnd = onEnd;
  }

  Requester requester() {
    return requester;
  }

  /** Whose stream it is, so that it can be told live events; false when its reader is gone already. */
  boolean belongTo(Requester owner) {
    requester = owner;
    return !ended;
  }

  /** What comes first; live events up to this id are in it, or not wanted. Nothing is given before. */
  void begin(Past past, long liveAfter) {
    this.past = past;
    after = liveAfter;
    drain();
  }

  /** It cannot begin, or go on; from any thread. */
  void fail(Throwable failure) {
    context.runOnContext(ignored -> {
      if (!ended) {
        reader.onError(failure);
        finish();
      }
    });
  }

  @Override
  public void subscribe(Flow.Subscriber<? super List<Item>> subscriber) {
    reader = subscriber;
    subscriber.onSubscribe(this);
  }

  /** Gives a live event; from any thread. */
  void offer(Item item) {
    if (!wanted.test(item.callId())) {
      return;
    }
    context.runOnContext(ignored -> {
      if (!ended && item.id() > after && !live.add(item)) {
        end();
      }
      drain();
    });
  }

  /** Ends the stream with a last item, for which the client is waited for; from any thread. */
  void close(Item last) {
    context.runOnContext(ignored -> {
      if (!ended && reader != null) {
        farewell = last;
        finish();
        leave();
      }
    });
  }

  private void leave() {
    if (farewell != null && requested > 0) {
      reader.onNext(List.of(farewell));
      reader.onComplete();
      farewell = null;
    }
  }

  /** Lets the client know that we are there, unless it is told something anyway; from any thread. */
  void keepAlive() {
    context.runOnContext(ignored -> {
      if (!ended && requested > 0 && caughtUp && live.isEmpty() && reader != null) {
        give(List.of(Item.COMMENT));
      }
    });
  }

  @Override
  public void request(long count) {
    context.runOnContext(ignored -> {
      taking.forEach(item -> item.rings().forEach(onRing));
      taking = List.of();
      requested = requested + count < 0 ? Long.MAX_VALUE : requested + count;
      drain();
      leave();
    });
  }

  @Override
  public void cancel() {
    context.runOnContext(ignored -> {
      farewell = null;
      finish();
    });
  }

  private void drain() {
    if (ended || requested == 0 || reading || past == null) {
      return;
    }
    if (!caughtUp) {
      readPast();
    } else if (!live.isEmpty()) {
      give(live.takeAll());
    }
  }

  private void give(List<Item> items) {
    requested--;
    taking = items;
    reader.onNext(items);
  }

  private void readPast() {
    reading = true;
    past.next().subscribe().with(missed -> context.runOnContext(ignored -> {
      reading = false;
      caughtUp = missed.isEmpty();
      if (!caughtUp && !ended) {
        give(missed);
      }
      drain();
      if (caughtUp) {
        onCaughtUp.run();
      }
    }), this::fail);
  }

  private void end() {
    reader.onComplete();
    finish();
  }

  private void finish() {
    if (!ended) {
      ended = true;
      if (requester != null) {
        onEnd.accept(this);
      }
    }
  }
}
