package org.zulipcalls.push;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

class FcmTransportTest {

  private static final String HEAD = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n";

  private final FcmTransport transport = new FcmTransport(Optional.empty(), Duration.ofSeconds(1),
      InstantSource.system());

  private static Socket answer(ServerSocket server, String text) {
    try {
      Socket socket = server.accept();
      socket.getInputStream().read();
      socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
      return socket;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static HttpRequest requestTo(ServerSocket server) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.getLocalPort() + "/")).build();
  }

  /** A push may need a new token first: all of it must be over before another replica takes the push. */
  @Test
  void allThatAPushTakesHasOneDeadline() throws IOException {
    try (ServerSocket server = new ServerSocket(0)) {
      CompletableFuture<List<Socket>> answers = CompletableFuture.supplyAsync(() -> {
        LockSupport.parkNanos(Duration.ofMillis(700).toNanos());
        return Stream.of("Connection: close\r\n\r\nok", "\r\no", "\r\nok")
            .map(rest -> answer(server, HEAD.stripTrailing() + "\r\n" + rest))
            .toList();
      });
      HttpRequest request = requestTo(server);
      long begin = System.nanoTime();
      assertThrows(HttpTimeoutException.class, () -> transport.inTime(() -> {
        transport.send(request);
        return transport.send(request);
      }));
      assertTrue(System.nanoTime() - begin < Duration.ofMillis(1_300).toNanos());
      // The next one on this thread has its own.
      assertArrayEquals("ok".getBytes(StandardCharsets.US_ASCII), transport.send(request).body());
      for (Socket answer : answers.join()) {
        answer.close();
      }
    }
  }

  @Test
  void anAnswerThatStopsHalfWayIsNotWaitedFor() throws IOException {
    try (ServerSocket server = new ServerSocket(0)) {
      HttpRequest request = requestTo(server);
      CompletableFuture<Socket> halfWay = CompletableFuture.supplyAsync(() -> answer(server, HEAD + "o"));
      assertThrows(HttpTimeoutException.class, () -> transport.send(request));
      CompletableFuture<Socket> whole = CompletableFuture.supplyAsync(() -> answer(server, HEAD + "ok"));
      assertArrayEquals("ok".getBytes(StandardCharsets.US_ASCII), transport.send(request).body());
      halfWay.join().close();
      whole.join().close();
    }
  }
}
