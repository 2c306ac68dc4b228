package org.zulipcalls.zulip;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;

/**
 * Remembers answers for a while, and asks only once however many want the same answer at once. A failure is not
 * remembered. Whoever shares somebody else's question gets the answer on its own Vert.x context, since the database
 * session of a request lives there.
 */
final class SingleFlight<K, V> {

  private static final int MOST = 20_000;

  private final AsyncCache<K, V> answers;

  /** @param keep how long an answer is remembered */
  SingleFlight(Function<V, Duration> keep) {
    answers = Caffeine.newBuilder()
        .maximumSize(MOST)
        .expireAfter(Expiry.<K, V>creating((key, value) -> keep.apply(value)))
        .buildAsync();
  }

  Uni<V> get(K key, Supplier<Uni<V>> question) {
    return Uni.createFrom().deferred(() -> {
      Uni<V> answer = Uni.createFrom()
          .completionStage(() -> answers.get(key, (wanted, executor) -> question.get().subscribeAsCompletionStage()));
      Context context = Vertx.currentContext();
      return context == null ? answer : answer.emitOn(on(context));
    });
  }

  private static Executor on(Context context) {
    return task -> context.runOnContext(ignored -> task.run());
  }
}
