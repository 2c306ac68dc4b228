package org.zulipcalls.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.inject.Inject;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.zulipcalls.call.CallLookup;
import org.zulipcalls.call.Recheck;
import org.zulipcalls.call.Requester;
import org.zulipcalls.call.User;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.vertx.core.runtime.context.VertxContextSafetyToggle;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;

/** The seconds are the test's own: an attendance that nothing but the test ticks. */
@QuarkusTest
class AttendanceTest extends FeedTestBase {

  @Inject
  CallLookup calls;
  @Inject
  Items items;
  @Inject
  Vertx vertx;

  private final List<Item> taken = new CopyOnWriteArrayList<>();
  private final List<FeedStream> ended = new CopyOnWriteArrayList<>();
  private final AtomicInteger asked = new AtomicInteger();
  private Attendance attendance;
  private FeedStream stream;

  @BeforeEach
  void open() {
    attendance = new Attendance(vertx, background);
    Context context = VertxContext.createNewDuplicatedContext(vertx.getOrCreateContext());
    VertxContextSafetyToggle.setContextSafe(context, true);
    Requester requester = new Requester(zulip.realm("").url(), new User(bob.userId(), "Bob", "bob@zulip.com", null));
    stream = new FeedStream(context, callId -> true, callId -> {
    }, () -> {
    }, ended::add);
    stream.belongTo(requester);
    stream.subscribe(new Flow.Subscriber<>() {

      @Override
      public void onSubscribe(Flow.Subscription subscription) {
        subscription.request(Long.MAX_VALUE);
      }

      @Override
      public void onNext(List<Item> items) {
        taken.addAll(items);
      }

      @Override
      public void onError(Throwable failure) {
        throw new AssertionError(failure);
      }

      @Override
      public void onComplete() {
        // the stream says so too
      }
    });
    context
        .runOnContext(ignored -> stream.begin(new Past(log, calls, items, requester, callId -> true, 0, 0, true), 0));
    stream.offer(new Item(Long.MAX_VALUE, "call", java.util.UUID.randomUUID(), "{}", List.of()));
    Awaitility.await().until(() -> taken.size() == 2);
    taken.clear();
  }

  @AfterEach
  void leave() {
    attendance.remove(stream);
  }

  private void pass(int seconds) {
    for (int i = 0; i < seconds; i++) {
      attendance.tick();
    }
  }

  private Recheck answers(Uni<Boolean> answer) {
    return () -> {
      asked.incrementAndGet();
      return answer;
    };
  }

  @Test
  void aCommentComesEveryTwentySeconds() {
    attendance.add(stream, null);
    pass(18);
    assertEquals(List.of(), taken);
    pass(3);
    Awaitility.await().until(() -> taken.equals(List.of(Item.COMMENT)));
    pass(60);
    Awaitility.await().until(() -> taken.size() == 4);
  }

  @Test
  void theReaderIsAskedForOnceAMinute() {
    attendance.add(stream, answers(Uni.createFrom().item(true)));
    pass(58);
    assertEquals(0, asked.get());
    pass(3);
    Awaitility.await().until(() -> asked.get() == 1);
    pass(120);
    Awaitility.await().until(() -> asked.get() == 3);
    assertEquals(List.of(), ended);
  }

  @Test
  void aSessionThatHasEndedEndsTheStreamWithAWord() {
    attendance.add(stream, answers(Uni.createFrom().item(false)));
    pass(61);
    Awaitility.await().until(() -> !ended.isEmpty());
    Item last = taken.get(taken.size() - 1);
    assertEquals("session_ended", last.name());
    assertEquals(Item.NO_ID, last.id());
    assertEquals("{\"type\":\"session_ended\",\"msg\":\"You are no longer logged in\"}", last.json());
  }

  @Test
  void thatZulipCannotBeAskedEndsNothing() {
    attendance.add(stream, answers(Uni.createFrom().failure(new IllegalStateException("down"))));
    pass(121);
    Awaitility.await().until(() -> asked.get() == 2);
    assertEquals(List.of(), ended);
  }

  @Test
  void whoHasGoneIsNotAskedFor() {
    attendance.add(stream, answers(Uni.createFrom().item(true)));
    attendance.remove(stream);
    pass(61);
    assertEquals(0, asked.get());
    assertTrue(taken.isEmpty());
  }
}
