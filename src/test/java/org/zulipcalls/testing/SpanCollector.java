package org.zulipcalls.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/** A collector of OpenTelemetry's traces over real HTTP on 127.0.0.1, which keeps what it is sent. */
public final class SpanCollector implements AutoCloseable {

  private final HttpServer server;
  private final ByteArrayOutputStream spans = new ByteArrayOutputStream();

  private SpanCollector() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::keep);
    server.start();
  }

  public static SpanCollector start() {
    try {
      return new SpanCollector();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void keep(HttpExchange exchange) throws IOException {
    spans.writeBytes(exchange.getRequestBody().readAllBytes());
    exchange.sendResponseHeaders(200, -1);
    exchange.close();
  }

  /** The settings with which the service finds it; they do not turn traces on. */
  public Map<String, String> settings() {
    return Map.of("quarkus.otel.exporter.otlp.endpoint", "http://127.0.0.1:" + server.getAddress().getPort(),
        "quarkus.otel.exporter.otlp.protocol", "http/protobuf");
  }

  /** All that came, in which every text of a span stands as it is (protobuf, not compressed); the rest is not readable. */
  public String spans() {
    return spans.toString(StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
