package org.zulipcalls.jitsi;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;
import org.zulipcalls.support.Background;
import org.zulipcalls.support.CallsConfig;
import org.zulipcalls.support.Chore;
import org.zulipcalls.support.Chores;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/**
 * Looks now and then whether the Jitsi servers in use are there. What it finds is told to operators and on the call's
 * page; it never keeps a call from beginning, nor us from being ready.
 */
@ApplicationScoped
class ServerWatch {

  private static final Logger LOG = Logger.getLogger(ServerWatch.class);
  private static final int AT_ONCE = 8;
  private static final String OTHERS = "other";

  private final ServersInUse servers;
  private final ServerProbe probe;
  private final Background background;
  private final Chores chores;
  private final InstantSource clock;
  private final Duration interval;
  private final MultiGauge gauge;
  /** By the server's base URL. */
  private final Map<String, Finding> found = new ConcurrentHashMap<>();
  private volatile Instant due = Instant.MIN;

  ServerWatch(ServersInUse servers, ServerProbe probe, Background background, Chores chores, InstantSource clock,
      CallsConfig config, MeterRegistry registry) {
    this.servers = servers;
    this.probe = probe;
    this.background = background;
    this.chores = chores;
    this.clock = clock;
    interval = config.jitsi().checkInterval();
    gauge = MultiGauge.builder("calls.jitsi.up")
        .description(
            "Whether a Jitsi server in use answers, 1 or 0; those that realms have chosen, and may be asked, together")
        .register(registry);
  }

  @Scheduled(every = "1s", concurrentExecution = ConcurrentExecution.SKIP)
  Uni<Void> lookIfDue() {
    Instant now = clock.instant();
    if (!isOn() || now.isBefore(due)) {
      return Uni.createFrom().voidItem();
    }
    due = now.plus(interval);
    return chores.run(Chore.JITSI, this::look);
  }

  private boolean isOn() {
    return !interval.isZero();
  }

  /** A room was opened on this server; one of which nothing is known yet is looked at right away. */
  void use(String server) {
    if (isOn()) {
      servers.note(server);
      if (!found.containsKey(server) && servers.mayBeAsked(server)) {
        background.run(() -> look(server), done -> LOG.trace("Looked for Jitsi"),
            failure -> LOG.warnf("Cannot look for Jitsi now: %s", failure.getMessage()));
      }
    }
  }

  /** False if the server did not answer when it was last asked. */
  boolean isThere(String server) {
    return !found.getOrDefault(server, Finding.NOT_ASKED).isAway();
  }

  /** By server what the last look has found. */
  Map<String, Finding> findings() {
    return new TreeMap<>(found);
  }

  /** Asks every server in use once; forgets the others. */
  Uni<Void> look() {
    return servers.all().chain(all -> {
      found.keySet().retainAll(all);
      return lookAt(all);
    });
  }

  private Uni<Void> lookAt(Set<String> all) {
    return Multi.createFrom()
        .iterable(all)
        .onItem()
        .transformToUni(this::look)
        .merge(AT_ONCE)
        .collect()
        .last()
        .invoke(this::publish)
        .replaceWithVoid();
  }

  private Uni<Void> look(String server) {
    Uni<Finding> asked = servers.isConfigured(server) ? probe.ask(server) : probe.askOutside(server);
    return asked.invoke(now -> {
      Finding before = found.put(server, now);
      if (now.isAway() && !now.equals(before)) {
        LOG.warnf("Jitsi at %s: %s", server, now.text());
      } else if (now.equals(Finding.ANSWERS) && before != null && before.isAway()) {
        LOG.infof("Jitsi at %s answers again", server);
      }
      publish();
    }).replaceWithVoid();
  }

  private void publish() {
    Map<String, List<String>> byTag = found.entrySet()
        .stream()
        .filter(entry -> !entry.getValue().equals(Finding.NOT_ASKED))
        .map(Map.Entry::getKey)
        .collect(Collectors.groupingBy(this::tag));
    gauge.register(byTag.entrySet()
        .stream().<MultiGauge
            .Row<?>>map(tagged -> MultiGauge.Row.of(Tags.of("server", tagged.getKey()),
                () -> tagged.getValue().stream().allMatch(this::isThere) ? 1 : 0))
        .toList(), true);
  }

  /** Realms may choose any server, and its name may be theirs. */
  private String tag(String server) {
    return servers.isConfigured(server) ? server : OTHERS;
  }
}
