package org.zulipcalls.limit;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;

/** Counts what this replica sees, as {@link HitCounter} does for all of them, while the database cannot. */
final class LocalCounter {

  private static final int MOST = 50_000;

  private final Cache<Key, AtomicLong> windows;

  LocalCounter(Limits limits) {
    windows = Caffeine.newBuilder()
        .maximumSize(MOST)
        .expireAfter(Expiry.<Key, AtomicLong>creating((key, hits) -> limits.rate(key.limit()).window()))
        .build();
  }

  /** One more for each. */
  List<Count> count(List<Key> keys) {
    return keys.stream().map(key -> {
      long hits = windows.get(key, unknown -> new AtomicLong()).incrementAndGet();
      return new Count(key, hits, millisLeft(key));
    }).toList();
  }

  /** Those that have been counted. */
  List<Count> look(List<Key> keys) {
    return windows.getAllPresent(keys)
        .entrySet()
        .stream()
        .map(known -> new Count(known.getKey(), known.getValue().get(), millisLeft(known.getKey())))
        .toList();
  }

  private long millisLeft(Key key) {
    return windows.policy()
        .expireVariably()
        .flatMap(times -> times.getExpiresAfter(key))
        .map(Duration::toMillis)
        .orElse(0L);
  }
}
