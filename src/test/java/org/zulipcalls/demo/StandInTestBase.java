package org.zulipcalls.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** A stand-in for each test, and plain sockets to talk to it: the JDK's client lets nobody choose the {@code Host}. */
abstract class StandInTestBase {
  static final String ME = "/api/v1/users/me";
  static final String JSON_ME = "/json/users/me";
  static final String LEAR = "lear.zulip.localhost";

  ZulipStandIn zulip;
  StandInUser hamlet;

  @BeforeEach
  void start() {
    zulip = ZulipStandIn.start(0);
    hamlet = zulip.user("hamlet");
  }

  @AfterEach
  void stop() {
    zulip.close();
  }

  final Answer send(String authorization, String to) throws IOException {
    return post("/api/v1/messages", "type=direct&content=hello&to=" + encode(to), authorization);
  }

  final Answer direct(String path, String... headers) throws IOException {
    return post(path, "type=direct&content=hello&to=[12]", headers);
  }

  final Answer get(String path, String... headers) throws IOException {
    return exchange("GET", path, "", headers);
  }

  final Answer post(String path, String form, String... headers) throws IOException {
    return exchange("POST", path, form, headers);
  }

  final Answer exchange(String method, String path, String form, String... headers) throws IOException {
    try (Socket socket = open(method, path, form, headers)) {
      String head = head(socket.getInputStream());
      return Answer.of(head, new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  final Socket open(String method, String path, String form, String... headers) throws IOException {
    List<String> lines = new ArrayList<>(List.of(method + " " + path + " HTTP/1.1", "Connection: close",
        "Content-Type: application/x-www-form-urlencoded", "Content-Length: " + form.length()));
    lines.addAll(List.of(headers));
    if (lines.stream().noneMatch(line -> line.startsWith("Host:"))) {
      lines.add("Host: 127.0.0.1");
    }
    Socket socket = new Socket("127.0.0.1", zulip.port());
    socket.setSoTimeout(10_000);
    socket.getOutputStream().write(ascii(String.join("\r\n", lines) + "\r\n\r\n" + form));
    return socket;
  }

  static String head(InputStream stream) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = stream.read();
      if (next < 0) {
        throw new IOException("The connection closed after: " + head);
      }
      head.append((char) next);
    }
    return head.toString();
  }

  final String session(StandInUser user) {
    return "Cookie: sessionid=" + zulip.newSession(user);
  }

  static String auth(StandInUser user) {
    return "Authorization: " + user.basic();
  }

  static String basic(String credentials) {
    return "Authorization: Basic " + Base64.getEncoder().encodeToString(ascii(credentials));
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  record Answer(int status, Map<String, String> headers, String body) {
    static Answer of(String head, String body) {
      Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
      String[] lines = head.split("\r\n");
      for (int i = 1; i < lines.length; i++) {
        headers.put(lines[i].substring(0, lines[i].indexOf(':')),
            lines[i].substring(lines[i].indexOf(':') + 1).strip());
      }
      return new Answer(Integer.parseInt(lines[0].split(" ")[1]), headers, body);
    }

    String header(String name) {
      return headers.get(name);
    }

    JsonNode json() throws IOException {
      return new ObjectMapper().readTree(body);
    }

    String text(String field) throws IOException {
      return json().path(field).asText();
    }

    void is(int expected, String code, String msg) throws IOException {
      assertEquals(expected, status, body);
      assertEquals("error", text("result"));
      assertEquals(code, text("code"));
      assertEquals(msg, text("msg"));
    }
  }
}
