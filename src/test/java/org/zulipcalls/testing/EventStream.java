package org.zulipcalls.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * A client's event stream on a socket of its own. It reads only when it is asked for something, so it can be a client
 * that never reads, and it can be cut at any moment. One thread at a time.
 */
public final class EventStream implements AutoCloseable {

  public static final String PATH = "/api/v1/calls/events";
  private static final int NARROW = 64 * 1024;
  private static final Duration PATIENCE = Duration.ofSeconds(15);
  /** A sender that found no room tries again after ever longer pauses: as long again as the standstill (RFC 6298, 5.5). */
  private static final Duration PATIENCE_OF_NARROW = Duration.ofSeconds(60);

  private final Socket socket;
  private final byte[] buffer = new byte[16 * 1024];
  private final Map<String, String> headers = new TreeMap<>();
  private final SseParser parser = new SseParser();
  private final Duration patience;
  private int status;
  private boolean ended;

  /** What {@link #open} sends; headers come in pairs. */
  private EventStream(int receiveBuffer, URI server, String path, String... headers) throws IOException {
    patience = receiveBuffer > 0 ? PATIENCE_OF_NARROW : PATIENCE;
    socket = new Socket();
    if (receiveBuffer > 0) {
      socket.setReceiveBufferSize(receiveBuffer);
    }
    socket.connect(new InetSocketAddress(server.getHost(), server.getPort()));
    socket.setTcpNoDelay(true);
    StringBuilder request = new StringBuilder("GET " + path + " HTTP/1.1\r\n");
    Map<String, String> sent = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    sent.put("Host", server.getAuthority());
    sent.put("Accept", "text/event-stream");
    for (int i = 0; i < headers.length; i += 2) {
      sent.put(headers[i], headers[i + 1]);
    }
    sent.forEach((name, value) -> request.append(name).append(": ").append(value).append("\r\n"));
    socket.getOutputStream().write(request.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
  }

  /** Connects and asks, and reads nothing yet. */
  public static EventStream silent(URI server, String path, String... headers) {
    return connect(0, server, path, headers);
  }

  /** The same, and its system takes in little that it does not read; with less, loopback's large segments get stuck. */
  public static EventStream narrow(URI server, String path, String... headers) {
    return connect(NARROW, server, path, headers);
  }

  private static EventStream connect(int receiveBuffer, URI server, String path, String... headers) {
    try {
      return new EventStream(receiveBuffer, server, path, headers);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Connects, asks and reads the answer's head. */
  public static EventStream open(URI server, String path, String... headers) {
    EventStream stream = silent(server, path, headers);
    stream.readHead();
    return stream;
  }

  public void readHead() {
    String[] lines = head().split("\r\n");
    status = Integer.parseInt(lines[0].split(" ")[1]);
    for (int i = 1; i < lines.length; i++) {
      String[] parts = lines[i].split(":\\s*", 2);
      headers.put(parts[0].toLowerCase(Locale.ROOT), parts[1]);
    }
    parser.setChunked("chunked".equals(headers.get("transfer-encoding")));
  }

  private String head() {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    try {
      socket.setSoTimeout((int) patience.toMillis());
      while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
        int next = socket.getInputStream().read();
        if (next < 0) {
          throw new IOException("The connection ended before the answer: " + head);
        }
        head.write(next);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return head.toString(StandardCharsets.ISO_8859_1);
  }

  public int status() {
    return status;
  }

  /** A header of the answer, by its name in lower case; null if there is none. */
  public String header(String name) {
    return headers.get(name);
  }

  /** The next message of whatever kind; fails when none comes or the stream is over. */
  public Message next() {
    Message next = poll(patience);
    if (next == null) {
      throw new AssertionError(ended ? "The stream is over" : "Nothing came");
    }
    return next;
  }

  /** The next message with a name. */
  public Message told() {
    while (true) {
      Message next = next();
      if (next.name() != null) {
        return next;
      }
    }
  }

  /** The next message; null when none comes in time, or the stream is over. */
  public Message poll(Duration patience) {
    long until = System.nanoTime() + patience.toNanos();
    while (true) {
      Message next = parser.poll();
      long left = (until - System.nanoTime()) / 1_000_000;
      if (next != null || ended || left <= 0) {
        return next;
      }
      read((int) left);
    }
  }

  /** Everything up to the stream's end, which has to come. */
  public List<Message> rest() {
    List<Message> rest = new ArrayList<>();
    for (Message next = poll(patience); next != null; next = poll(patience)) {
      rest.add(next);
    }
    if (!ended) {
      throw new AssertionError("The stream does not end after " + rest.size() + " messages");
    }
    return rest;
  }

  /** Whether the server has ended the stream. */
  public boolean isOver() {
    return ended;
  }

  /** Whether it ended as HTTP says, with a last chunk. */
  public boolean isWhole() {
    return parser.isWhole();
  }

  private void read(int millis) {
    try {
      socket.setSoTimeout(millis);
      int length = socket.getInputStream().read(buffer);
      if (length < 0) {
        ended = true;
      } else {
        parser.feed(buffer, length);
        ended = parser.isWhole();
      }
    } catch (SocketTimeoutException nothing) {
      // asked for no longer than this
    } catch (IOException cut) {
      ended = true;
    }
  }

  /** Cuts the connection as a lost network does, without a farewell. */
  public void cut() {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
