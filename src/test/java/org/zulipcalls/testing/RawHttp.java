package org.zulipcalls.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;

/** HTTP by hand, for what no well-behaved client would send. */
public final class RawHttp {

  private static final int PATIENCE_MILLIS = 20_000;

  /** Header names are compared without case. */
  public record Answer(int status, Map<String, String> headers, String body) {}

  /**
   * Sends the beginning, then nothing but one of the other bytes every so many milliseconds, and reads until the other side
   * closes; null where it does so without an answer.
   */
  public static Answer drip(int port, String beginning, byte[] rest, long pauseMillis) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      write(socket, beginning.getBytes(StandardCharsets.ISO_8859_1));
      Thread writer = new Thread(() -> {
        for (byte one : rest) {
          LockSupport.parkNanos(pauseMillis * 1_000_000);
          write(socket, new byte[]{one});
        }
      });
      writer.setDaemon(true);
      writer.start();
      byte[] answer = readAll(socket.getInputStream());
      return answer.length == 0 ? null : parse(answer);
    }
  }

  /** Sends these bytes, a whole request with {@code Connection: close}, and reads until the other side closes. */
  public static Answer exchange(int port, byte[] request) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      Thread writer = new Thread(() -> write(socket, request));
      writer.setDaemon(true);
      writer.start();
      return parse(readAll(socket.getInputStream()));
    }
  }

  private static void write(Socket socket, byte[] request) {
    try {
      socket.getOutputStream().write(request);
      socket.getOutputStream().flush();
    } catch (IOException refusedBeforeTheEnd) {
      // the answer tells
    }
  }

  private static byte[] readAll(InputStream stream) throws IOException {
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    byte[] buffer = new byte[8192];
    try {
      for (int count = stream.read(buffer); count >= 0; count = stream.read(buffer)) {
        answer.write(buffer, 0, count);
      }
    } catch (java.net.SocketException reset) {
      if (answer.size() == 0) {
        throw reset;
      }
    }
    return answer.toByteArray();
  }

  private static Answer parse(byte[] bytes) throws IOException {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    int end = text.indexOf("\r\n\r\n");
    if (end < 0) {
      throw new IOException("No answer but: " + text);
    }
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    String[] lines = text.substring(0, end).split("\r\n");
    for (int i = 1; i < lines.length; i++) {
      int colon = lines[i].indexOf(':');
      headers.put(lines[i].substring(0, colon), lines[i].substring(colon + 1).strip());
    }
    String body = text.substring(end + 4);
    return new Answer(Integer.parseInt(lines[0].split(" ")[1]), headers,
        "chunked".equals(headers.get("Transfer-Encoding")) ? unchunked(body) : utf8(body));
  }

  private static String unchunked(String body) {
    StringBuilder whole = new StringBuilder();
    int at = 0;
    while (true) {
      int lineEnd = body.indexOf("\r\n", at);
      int size = Integer.parseInt(body.substring(at, lineEnd).strip(), 16);
      if (size == 0) {
        return utf8(whole.toString());
      }
      whole.append(body, lineEnd + 2, lineEnd + 2 + size);
      at = lineEnd + 2 + size + 2;
    }
  }

  private static String utf8(String bytes) {
    return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }

  private RawHttp() {
  }
}
