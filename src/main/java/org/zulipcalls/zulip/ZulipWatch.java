package org.zulipcalls.zulip;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

import jakarta.inject.Singleton;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.smallrye.mutiny.Uni;

/**
 * How Zulip answers us: how soon, how often it refuses, and whether it answered the last time, which {@link ZulipProbe}
 * keeps from being long ago.
 */
@Singleton
class ZulipWatch {

  private final MeterRegistry registry;
  private final InstantSource clock;
  private volatile Answer last;

  /** The last that was heard of Zulip. */
  record Answer(boolean reachable, Instant at) {}

  ZulipWatch(MeterRegistry registry, InstantSource clock) {
    this.registry = registry;
    this.clock = clock;
    // Who was never asked is taken for well.
    Gauge.builder("calls.zulip.reachable", this, self -> self.last().map(Answer::reachable).orElse(true) ? 1 : 0)
        .description("Whether Zulip answered when it was last asked")
        .register(registry);
  }

  /** Empty before the first request. */
  Optional<Answer> last() {
    return Optional.ofNullable(last);
  }

  /** Watches one request, from its subscription to its answer. */
  <T> Uni<T> over(String path, Uni<T> request) {
    return timed(path, request).onItemOrFailure()
        .invoke((answer, failure) -> last = new Answer(isAnswer(failure), clock.instant()));
  }

  /** Only measures it: whether Zulip is there does not follow from it. */
  <T> Uni<T> timed(String path, Uni<T> request) {
    return Uni.createFrom().deferred(() -> {
      Timer.Sample sample = Timer.start(registry);
      return request.onItemOrFailure().invoke((answer, failure) -> {
        String outcome = failure == null ? "answered" : isAnswer(failure) ? "refused" : "unavailable";
        sample.stop(registry.timer("calls.zulip.requests", "endpoint", endpoint(path), "outcome", outcome));
      });
    });
  }

  private static boolean isAnswer(Throwable failure) {
    return failure == null || failure instanceof ZulipRefusal;
  }

  /** The path without the names in it, so that there are as many as we have uses for. */
  private static String endpoint(String path) {
    return path.replaceFirst("\\?.*", "")
        .replaceFirst("^/users/(?!me$).*", "/users/{user}")
        .replaceAll("/\\d+", "/{id}");
  }
}
