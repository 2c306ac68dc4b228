package org.zulipcalls.call;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

/**
 * Open calls as this replica saw them last. Another may have changed one since, so they are good for one thing: to try a
 * change without reading first. Each change is a compare-and-set, which finds out.
 */
@ApplicationScoped
public class RecentCalls {

  /** Longer than it mostly takes until a call is answered, or ended after a word. */
  private static final Duration REMEMBERED = Duration.ofMinutes(2);
  private static final int MOST_REMEMBERED = 2_000;

  private final Cache<UUID, Call> calls = Caffeine.newBuilder()
      .expireAfterWrite(REMEMBERED)
      .maximumSize(MOST_REMEMBERED)
      .build();

  void onChange(@Observes CallChanged change) {
    note(change.call());
  }

  /** Remembers a call that was just read, unless a newer view is known. */
  public void note(Call call) {
    newest(call);
  }

  /** Remembers the call like {@link #note}, and answers the newest view that is known. */
  Call newest(Call call) {
    return calls.asMap().merge(call.callId, call, (known, seen) -> seen.version > known.version ? seen : known);
  }

  /** Forgets all: what was seen may not be so any more. */
  public void clear() {
    calls.invalidateAll();
  }

  Optional<Call> find(UUID callId) {
    return Optional.ofNullable(calls.getIfPresent(callId));
  }
}
