package org.zulipcalls.jitsi;

import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;

import jakarta.enterprise.context.ApplicationScoped;

import org.zulipcalls.call.CallLookup;
import org.zulipcalls.support.CallsConfig;
import org.zulipcalls.support.HttpUrl;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

import io.smallrye.mutiny.Uni;

/**
 * The Jitsi servers that we send people to: the configured one, those of the open calls, and those on which this replica
 * has opened a room within the last hour. Nothing else is ever asked whether it is there, and no more than some of them.
 */
@ApplicationScoped
class ServersInUse {

  private static final Duration RECENTLY = Duration.ofHours(1);
  /** Realms may have one each. */
  private static final int MOST = 50;

  private final CallLookup calls;
  private final Set<String> configured;
  private final Cache<String, Boolean> recent = Caffeine.newBuilder()
      .expireAfterWrite(RECENTLY)
      .maximumSize(MOST)
      .build();

  ServersInUse(CallLookup calls, CallsConfig config) {
    this.calls = calls;
    configured = config.jitsi().url().map(HttpUrl::toString).map(Set::of).orElse(Set.of());
  }

  /** A room was opened there. */
  void note(String server) {
    recent.put(server, true);
  }

  /** Their base URLs. */
  Uni<Set<String>> all() {
    return calls.roomServers(MOST).map(open -> {
      Set<String> all = new TreeSet<>(configured);
      all.addAll(recent.asMap().keySet());
      open.stream().filter(server -> all.size() < MOST).forEach(all::add);
      all.removeIf(server -> !mayBeAsked(server));
      return all;
    });
  }

  /** Whether the operator has named it, and no realm. */
  boolean isConfigured(String server) {
    return configured.contains(server);
  }

  /** What the operator has set, else https, or this machine itself: nobody can point us at an internal http server. */
  boolean mayBeAsked(String server) {
    HttpUrl url = HttpUrl.of(server);
    return isConfigured(server) || url.isTls() || url.isLoopback();
  }
}
