package org.zulipcalls;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.zulipcalls.demo.StandInUser;
import org.zulipcalls.testing.Client;
import org.zulipcalls.testing.Cluster;

import com.sun.net.httpserver.HttpServer;

/** The service built with {@code -Dtracing}, and collectors that keep what they are sent. */
class TracingIT {

  private static final String API = "/api/v1/calls";
  private static final String MARK = "the-marked-token";

  private static final class Collector implements AutoCloseable {

    private final HttpServer server;
    private final StringBuffer spans = new StringBuffer();

    Collector() throws IOException {
      server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
      server.createContext("/", exchange -> {
        spans.append(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1));
        exchange.sendResponseHeaders(200, -1);
        exchange.close();
      });
      server.start();
    }

    Cluster cluster(Map<String, String> settings) {
      Map<String, String> all = new java.util.HashMap<>(settings);
      all.put("quarkus.otel.exporter.otlp.endpoint", "http://127.0.0.1:" + server.getAddress().getPort());
      all.put("quarkus.otel.exporter.otlp.protocol", "http/protobuf");
      return Cluster.start(1, all);
    }

    String spans() {
      return spans.toString();
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }

  private static String use(Cluster cluster) {
    StandInUser user = cluster.newUser();
    Client client = cluster.client(user, 0);
    assertEquals(200, client.get(API + "/history", "limit", 1, "token", MARK).statusCode());
    assertEquals(200, client.request().post(API + "/devices?kind=fcm&token=" + MARK).statusCode());
    client.get("/calls/embed/01a20496-f457-7fef-883e-afe33d515484", "token", MARK);
    return user.basic().substring("Basic ".length());
  }

  @Test
  void onlyWhoAsksForTracesGetsThemAndThenWithoutSecrets() throws IOException {
    try (Collector asked = new Collector();
        Collector unasked = new Collector();
        Cluster tracing = asked.cluster(Map.of("quarkus.otel.sdk.disabled", "false"));
        Cluster silent = unasked.cluster(Map.of())) {
      use(silent);
      String credentials = use(tracing);
      await().atMost(Duration.ofSeconds(30))
          .until(() -> asked.spans().contains("/calls/embed/") && asked.spans().contains(API + "/devices"));
      assertFalse(asked.spans().contains(MARK), "A token is in a trace");
      assertFalse(asked.spans().contains(credentials), "A key is in a trace");
      assertEquals("", unasked.spans());
    }
  }
}
