package org.zulipcalls.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.zulipcalls.call.Call;
import org.zulipcalls.call.CallLookup;
import org.zulipcalls.call.Requester;
import org.zulipcalls.call.User;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.vertx.core.runtime.context.VertxContextSafetyToggle;
import io.smallrye.common.vertx.VertxContext;
import io.vertx.core.Context;
import io.vertx.core.Vertx;

/** One stream and a reader who takes exactly as much as the test lets them; the past is read from the database. */
@QuarkusTest
class FeedStreamTest extends FeedTestBase {

  @Inject
  CallLookup calls;
  @Inject
  Items items;
  @Inject
  Vertx vertx;

  private final AtomicInteger caughtUp = new AtomicInteger();
  private final List<Call> rung = new CopyOnWriteArrayList<>();
  private final List<FeedStream> ended = new CopyOnWriteArrayList<>();
  private final Reader reader = new Reader();
  private Context context;
  private Requester requester;
  private UUID call;

  private static final class Reader implements Flow.Subscriber<List<Item>> {

    private final List<Item> taken = new CopyOnWriteArrayList<>();
    private volatile Flow.Subscription subscription;
    private volatile boolean complete;
    private volatile int given;

    @Override
    public void onSubscribe(Flow.Subscription given) {
      subscription = given;
    }

    @Override
    public void onNext(List<Item> items) {
      given++;
      taken.addAll(items);
    }

    @Override
    public void onError(Throwable failure) {
      throw new AssertionError(failure);
    }

    @Override
    public void onComplete() {
      complete = true;
    }

    private List<Long> ids() {
      return taken.stream().map(Item::id).toList();
    }
  }

  @BeforeEach
  void begin() {
    context = VertxContext.createNewDuplicatedContext(vertx.getOrCreateContext());
    VertxContextSafetyToggle.setContextSafe(context, true);
    requester = new Requester(zulip.realm("").url(), new User(bob.userId(), "Bob", "bob@zulip.com", null));
    call = writeCall();
  }

  /** Opens a stream whose past ends, and whose live events begin, behind this id. */
  private FeedStream open(long after, long now, boolean snapshot) {
    FeedStream stream = new FeedStream(context, callId -> true, rung::add, caughtUp::incrementAndGet, ended::add);
    stream.subscribe(reader);
    stream.belongTo(requester);
    context.runOnContext(
        ignored -> stream.begin(new Past(log, calls, items, requester, callId -> true, after, now, snapshot), now));
    return stream;
  }

  private Item live(long id) {
    return new Item(id, "call", call, "{}", List.of());
  }

  /** Waits until the stream has done what it was told before. */
  private void settle() {
    CountDownLatch done = new CountDownLatch(1);
    context.runOnContext(ignored -> done.countDown());
    try {
      assertTrue(done.await(10, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Lets the reader take one more, which comes from the database or is there. */
  private void takeFromPast(int expected) {
    reader.subscription.request(1);
    org.awaitility.Awaitility.await().until(() -> reader.taken.size() == expected);
  }

  /** Reads the past to its end: its reader has one place more than there are items in it. */
  private FeedStream openWithoutPast() {
    long now = head();
    FeedStream stream = open(now, now, true);
    takeFromPast(1);
    reader.taken.clear();
    reader.subscription.request(1);
    stream.offer(live(now + 1));
    org.awaitility.Awaitility.await().until(() -> reader.taken.size() == 1);
    reader.taken.clear();
    return stream;
  }

  @Test
  void givesNothingUnasked() {
    long now = head();
    FeedStream stream = open(now, now, true);
    stream.offer(live(now + 1));
    settle();
    assertEquals(List.of(), reader.taken);
  }

  @Test
  void givesWhatThereIsAtOnceWhenTheReaderHasTakenWhatWasBefore() {
    FeedStream stream = openWithoutPast();
    long from = head() + 10;
    LongStream.rangeClosed(from, from + 9).forEach(id -> stream.offer(live(id)));
    settle();
    assertEquals(List.of(), reader.taken);
    int given = reader.given;
    reader.subscription.request(1);
    settle();
    assertEquals(given + 1, reader.given);
    assertEquals(LongStream.rangeClosed(from, from + 9).boxed().toList(), reader.ids());
    stream.offer(live(from + 10));
    settle();
    assertEquals(given + 1, reader.given);
    reader.subscription.request(Long.MAX_VALUE);
    reader.subscription.request(Long.MAX_VALUE);
    settle();
    assertEquals(11, reader.taken.size());
  }

  @Test
  void tellsTheSnapshotThenThePastThenWhatHappens() {
    long after = head();
    long first = write(call, "ringing");
    long second = write(call, "accepted");
    FeedStream stream = open(after, second, true);
    stream.offer(live(second + 1));
    settle();
    takeFromPast(1);
    assertEquals("snapshot", reader.taken.get(0).name());
    assertEquals(after, reader.taken.get(0).id(), "Whoever is cut off here has not had the past yet");
    takeFromPast(3);
    assertEquals(0, caughtUp.get());
    takeFromPast(4);
    assertEquals(1, caughtUp.get());
    assertEquals(List.of(after, first, second, second + 1), reader.ids());
  }

  @Test
  void tellsNothingTwiceAtTheSeam() {
    long after = head();
    long first = write(call, "ringing");
    long second = write(call, "accepted");
    FeedStream stream = open(after, second, false);
    stream.offer(live(first));
    stream.offer(live(second));
    stream.offer(live(second + 1));
    reader.subscription.request(Long.MAX_VALUE);
    org.awaitility.Awaitility.await().until(() -> reader.taken.size() >= 3);
    settle();
    assertEquals(List.of(first, second, second + 1), reader.ids());
  }

  @Test
  void readsALongPastInPieces() {
    long after = head();
    database.update("INSERT INTO call_event (call_id, event_type) SELECT ?, 'ringing' FROM generate_series(1, 500)",
        call);
    long now = head();
    FeedStream stream = open(after, now, false);
    stream.offer(live(now + 1));
    reader.subscription.request(Long.MAX_VALUE);
    org.awaitility.Awaitility.await().until(() -> reader.taken.size() == 501);
    assertEquals(LongStream.rangeClosed(now - 499, now + 1).boxed().toList(), reader.ids());
  }

  @Test
  void aPieceOfThePastWithNothingToTellIsNotItsEnd() {
    long after = head();
    database.update("INSERT INTO call_event (call_id, event_type) SELECT ?, 'push_sent' FROM generate_series(1, 600)",
        call);
    long told = write(call, "ended");
    open(after, told, false);
    takeFromPast(1);
    assertEquals(List.of(told), reader.ids());
  }

  @Test
  void showsThatItIsAliveOnlyWhenItIsIdle() {
    FeedStream stream = openWithoutPast();
    stream.keepAlive();
    settle();
    assertEquals(List.of(), reader.taken, "The reader has not taken the last one yet");
    reader.subscription.request(1);
    stream.keepAlive();
    settle();
    assertEquals(List.of(Item.COMMENT), reader.taken);
    long id = head() + 10;
    stream.offer(live(id));
    stream.keepAlive();
    reader.subscription.request(1);
    settle();
    assertEquals(List.of(Item.NO_ID, id), reader.ids());
  }

  @Test
  void showsNoSignOfLifeBeforeItHasToldThePast() {
    long now = head();
    FeedStream stream = open(now, now, true);
    stream.keepAlive();
    settle();
    takeFromPast(1);
    assertEquals("snapshot", reader.taken.get(0).name());
  }

  @Test
  void closesWithALastWord() {
    FeedStream stream = openWithoutPast();
    reader.subscription.request(1);
    stream.close(Item.retry(700));
    settle();
    assertEquals(List.of(Item.retry(700)), reader.taken);
    assertTrue(reader.complete);
    assertEquals(List.of(stream), ended);
  }

  @Test
  void keepsTheLastWordForAReaderWhoIsStillTaking() {
    FeedStream stream = openWithoutPast();
    stream.offer(live(head() + 10));
    stream.close(Item.retry(700));
    settle();
    assertEquals(List.of(), reader.taken);
    assertEquals(List.of(stream), ended);
    reader.subscription.request(1);
    settle();
    assertEquals(List.of(Item.retry(700)), reader.taken);
    assertTrue(reader.complete);
  }

  @Test
  void tellsNothingAfterItsEndAndEndsOnce() {
    FeedStream stream = openWithoutPast();
    reader.subscription.request(5);
    stream.close(Item.retry(700));
    stream.close(Item.retry(800));
    stream.offer(live(head() + 10));
    stream.keepAlive();
    reader.subscription.request(1);
    reader.subscription.cancel();
    settle();
    assertEquals(List.of(Item.retry(700)), reader.taken);
    assertEquals(List.of(stream), ended);
  }

  @Test
  void isForgottenWhenItsReaderGoes() {
    FeedStream stream = openWithoutPast();
    reader.subscription.cancel();
    settle();
    assertEquals(List.of(stream), ended);
    assertFalse(reader.complete);
  }

  @Test
  void cutsOffAReaderWhoIsBehindOnTooManyCalls() {
    FeedStream stream = openWithoutPast();
    long from = head() + 10;
    for (long id = from; id <= from + Backlog.BOUND; id++) {
      stream.offer(new Item(id, "call", UUID.randomUUID(), "{}", List.of()));
    }
    settle();
    assertTrue(reader.complete);
    assertEquals(List.of(stream), ended);
  }

  @Test
  void aCallRingsWhenTheReaderHasTakenItAndNotBefore() {
    FeedStream stream = openWithoutPast();
    Call ringing = new Call();
    stream.offer(new Item(head() + 10, "call", call, "{}", List.of(ringing)));
    reader.subscription.request(1);
    settle();
    assertEquals(1, reader.taken.size());
    assertEquals(List.of(), rung);
    reader.subscription.request(1);
    settle();
    assertEquals(List.of(ringing), rung);
    reader.subscription.request(1);
    settle();
    assertEquals(List.of(ringing), rung);
  }
}
