package org.zulipcalls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.zulipcalls.testing.Cluster;
import org.zulipcalls.testing.Replica;
import org.zulipcalls.testing.SpanCollector;

/** The service built with {@code -Dtracing}, and a collector that keeps what it is sent. */
class TracingIT {

  /** The requests of the drive; what the service asks Zulip and PostgreSQL for them; what goes wrong. */
  private static final List<String> DRIVEN = List.of("POST /api/v1/calls/create", "GET /api/v1/calls/history",
      "/api/v1/calls/{call_id}/respond", "/api/v1/calls/{call_id}/page-link", "GET /calls/embed/{call_id}",
      "/calls/embed/{call_id}/api/end", "/api/v1/calls/events", "DELETE /api/v1/calls/devices",
      "/api/v1/calls/jitsi/events", "/q/operator", "/api/v1/users/me", "/json/users/me", "/api/v1/messages",
      "INSERT INTO call ", "INSERT INTO push_device", "Zulip does not answer now", "exception.stacktrace");

  /** A replica that stops sends the spans that it still has. */
  private static String spansAfter(Replica replica, SpanCollector collector) {
    replica.terminate();
    replica.exitCode();
    return collector.spans();
  }

  @Test
  void whoDoesNotAskForTracesGetsNone() {
    try (SpanCollector collector = SpanCollector.start();
        Cluster cluster = Cluster.start(1, collector.settings())) {
      assertEquals(200, cluster.client(cluster.newUser(), 0).get("/api/v1/calls/history").statusCode());
      assertEquals("", spansAfter(cluster.replica(0), collector));
    }
  }

  @Test
  void noSecretIsInASpan() throws IOException {
    try (SpanCollector collector = SpanCollector.start()) {
      Map<String, String> settings = new HashMap<>(collector.settings());
      settings.put("quarkus.otel.sdk.disabled", "false");
      try (MarkedDrive drive = MarkedDrive.start(settings)) {
        drive.run();
        String spans = spansAfter(drive.replica(), collector);
        DRIVEN.forEach(part -> assertTrue(spans.contains(part), part + " is in no span"));
        drive.secrets().assertNoneIn("a span", spans);
      }
    }
  }
}
