package org.zulipcalls.support;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;

import io.smallrye.mutiny.Uni;

/**
 * Remembers answers for a while, and asks only once however many want the same answer at once. A failure is not
 * remembered. Whoever shares somebody else's question gets the answer on its own Vert.x context, since the database
 * session of a request lives there.
 */
public final class SingleFlight<K, V> {

  private static final int MOST = 20_000;

  /** Either an answer or why there is none; the cache itself would log a failed future with its trace. */
  private record Outcome<V>(V answer, Throwable failure) {}

  private final AsyncCache<K, Outcome<V>> outcomes;

  /** @param keep how long an answer is remembered */
  public SingleFlight(Function<V, Duration> keep) {
    outcomes = Caffeine.newBuilder()
        .maximumSize(MOST)
        .expireAfter(Expiry.<K, Outcome<V>>creating(
            (key, outcome) -> outcome.failure == null ? keep.apply(outcome.answer) : Duration.ZERO))
        .buildAsync();
  }

  /** The answer that is remembered or under way, or else the question's. */
  public Uni<V> get(K key, Supplier<Uni<V>> question) {
    return Background.here(Uni.createFrom().deferred(() -> {
      CompletableFuture<Outcome<V>> mine = new CompletableFuture<>();
      CompletableFuture<Outcome<V>> others = outcomes.asMap().putIfAbsent(key, mine);
      if (others == null) {
        ask(key, question, mine);
      }
      return outcome(others == null ? mine : others);
    })).map(SingleFlight::answer);
  }

  private void ask(K key, Supplier<Uni<V>> question, CompletableFuture<Outcome<V>> outcome) {
    Uni.createFrom()
        .deferred(question::get)
        .onFailure()
        // Forgotten before anybody hears of it, so that whoever then asks again really asks.
        .invoke(() -> outcomes.asMap().remove(key, outcome))
        .onItemOrFailure()
        .transform((answer, failure) -> new Outcome<V>(answer, failure))
        .subscribe()
        .with(outcome::complete);
  }

  /** Whoever does not wait for it any more does not take it from the others, as the future's own Uni would. */
  private static <V> Uni<Outcome<V>> outcome(CompletableFuture<Outcome<V>> future) {
    return Uni.createFrom().emitter(waiting -> future.thenAccept(waiting::complete));
  }

  private static <V> V answer(Outcome<V> outcome) {
    if (outcome.failure instanceof RuntimeException fault) {
      throw fault;
    }
    if (outcome.failure != null) {
      throw new IllegalStateException(outcome.failure);
    }
    return outcome.answer;
  }
}
