package org.zulipcalls.jitsi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.zulipcalls.support.CallsConfig;
import org.zulipcalls.testing.Settings;

import com.sun.net.httpserver.HttpServer;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;

/** What an operator is told of the operator's own server and of those that realms have chosen. */
class ServerWatchTest {

  /** In a private network as far as a realm's word goes, so it is not asked. */
  private static final String PRIVATE = "http://localhost:9";
  private static final String DEAD = "https://no-such-host.invalid";

  private final Vertx vertx = Vertx.vertx();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private HttpServer jitsi;
  private String ours;
  private ServerWatch watch;

  @BeforeEach
  void start() throws IOException {
    jitsi = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    jitsi.createContext("/", exchange -> {
      exchange.sendResponseHeaders(200, -1);
      exchange.close();
    });
    jitsi.start();
    ours = "http://127.0.0.1:" + jitsi.getAddress().getPort();
  }

  @AfterEach
  void stop() {
    jitsi.stop(0);
    vertx.closeAndAwait();
  }

  /** Looks at the operator's own server and at these of realms. */
  private void look(String... servers) {
    CallsConfig config = Settings.of("calls.jitsi.url", ours);
    ServersInUse inUse = new ServersInUse(null, config) {
      @Override
      Uni<Set<String>> all() {
        Set<String> all = new TreeSet<>(Set.of(servers));
        all.add(ours);
        return Uni.createFrom().item(all);
      }
    };
    watch = new ServerWatch(inUse, new ServerProbe(vertx), null, null, null, config, registry);
    watch.look().await().atMost(Duration.ofSeconds(20));
  }

  private Map<String, Double> gauges() {
    Map<String, Double> gauges = new TreeMap<>();
    registry.find("calls.jitsi.up")
        .gauges()
        .forEach(gauge -> gauges.put(gauge.getId().getTag("server"), gauge.value()));
    return gauges;
  }

  private String told(String server) {
    return String.valueOf(new ServerHealth(watch).call().getData().orElseThrow().get(server));
  }

  @Test
  void whatIsNotAskedIsNeitherThereNorAway() {
    look(PRIVATE);
    assertEquals("not asked", told(PRIVATE));
    assertEquals("answers", told(ours));
    assertEquals(Map.of(ours, 1.0), gauges());
    assertTrue(List.of(PRIVATE, ours, "https://unseen.example").stream().allMatch(watch::isThere));
  }

  @Test
  void aDeadServerIsToldBesideOneThatIsNotAsked() {
    look(PRIVATE, DEAD);
    assertTrue(told(DEAD).startsWith("cannot be reached: "), told(DEAD));
    assertEquals(Map.of(ours, 1.0, "other", 0.0), gauges());
    assertTrue(watch.isThere(PRIVATE) && !watch.isThere(DEAD));
  }
}
