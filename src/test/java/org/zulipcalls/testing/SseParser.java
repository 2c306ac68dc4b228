package org.zulipcalls.testing;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Takes a response's body apart as it comes: chunks, then lines, then messages (HTML, "Server-sent events"). */
final class SseParser {

  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private final List<String> block = new ArrayList<>();
  private final Deque<Message> messages = new ArrayDeque<>();
  private final StringBuilder size = new StringBuilder();
  private boolean chunked = true;
  private int left;
  private boolean whole;

  void setChunked(boolean chunked) {
    this.chunked = chunked;
  }

  Message poll() {
    return messages.poll();
  }

  boolean isWhole() {
    return whole;
  }

  void feed(byte[] bytes, int length) {
    for (int i = 0; i < length && !whole; i++) {
      if (!chunked || left > 2) {
        left--;
        take((char) (bytes[i] & 0xff));
      } else if (left > 0) {
        left--;
      } else {
        head((char) bytes[i]);
      }
    }
  }

  private void head(char next) {
    if (next == '\n') {
      int length = Integer.parseInt(size.toString(), 16);
      size.setLength(0);
      whole = length == 0;
      left = length + 2;
    } else if (next != '\r') {
      size.append(next);
    }
  }

  private void take(char next) {
    if (next != '\n') {
      line.write(next);
      return;
    }
    String text = line.toString(StandardCharsets.UTF_8);
    line.reset();
    if (!text.isEmpty()) {
      block.add(text);
    } else if (!block.isEmpty()) {
      messages.add(message());
      block.clear();
    }
  }

  private Message message() {
    Long id = null;
    String name = null;
    String data = null;
    Integer retry = null;
    boolean comment = false;
    for (String text : block) {
      String value = text.substring(text.indexOf(':') + 1).strip();
      switch (text.substring(0, text.indexOf(':'))) {
        case "id" -> id = Long.valueOf(value);
        case "event" -> name = value;
        case "data" -> data = value;
        case "retry" -> retry = Integer.valueOf(value);
        case "" -> comment = true;
        default -> throw new AssertionError("Not a line of an event stream: " + text);
      }
    }
    return new Message(id, name, data, retry, comment);
  }
}
