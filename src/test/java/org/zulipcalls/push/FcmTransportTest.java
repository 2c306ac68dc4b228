package org.zulipcalls.push;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;

class FcmTransportTest {

  private static final String HEAD = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n";

  private final FcmTransport transport = new FcmTransport(Optional.empty(), Duration.ofSeconds(1));

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

  @Test
  void anAnswerThatStopsHalfWayIsNotWaitedFor() throws IOException {
    try (ServerSocket server = new ServerSocket(0)) {
      HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.getLocalPort() + "/"))
          .build();
      CompletableFuture<Socket> halfWay = CompletableFuture.supplyAsync(() -> answer(server, HEAD + "o"));
      assertThrows(HttpTimeoutException.class, () -> transport.send(request));
      CompletableFuture<Socket> whole = CompletableFuture.supplyAsync(() -> answer(server, HEAD + "ok"));
      assertArrayEquals("ok".getBytes(StandardCharsets.US_ASCII), transport.send(request).body());
      halfWay.join().close();
      whole.join().close();
    }
  }
}
