package org.zulipcalls;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;

import org.zulipcalls.testing.EventSync;

/** Requests that somebody could send who wants to see what breaks; the same ones for the same seed. */
final class HostileRequests {

  private static final String API = "/api/v1/calls";
  private static final List<String> PARAMETERS = List.of("recipient_email", "user_id", "is_video_call",
      "redirect_to_meeting", "response", "reason", "duration", "limit", "offset", "cursor", "call_type", "state",
      "call_id", "queue_id", "device_id", "token", "kind", "app_id", "status", "queue", "wait", "alive", "after",
      "from", "to", "csrfmiddlewaretoken", "client", "method", "last_event_id", "is_backgrounded", "", "x[]", "\u202e");
  private static final List<String> TYPES = List.of("application/x-www-form-urlencoded",
      "application/x-www-form-urlencoded; charset=utf-16", "application/x-www-form-urlencoded; charset=nonsense",
      "application/json", "application/json; charset=\"", "APPLICATION/JSON", "multipart/form-data",
      "multipart/form-data; boundary=", "multipart/form-data; boundary=b",
      "multipart/form-data; boundary=" + "b".repeat(500), "text/plain", "text/html", "application/xml", "nonsense",
      "*/*", ";", "",
      "application/x-www-form-urlencoded,application/json");
  private static final List<String> ACCEPTS = List.of("application/json", "*/*", "text/html", "text/event-stream",
      "application/json;q=0", "nonsense", "*", "text/", ",,,", "a/b;q=x", "");
  private static final List<String> METHODS = List.of("GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS",
      "TRACE", "PROPFIND", "FOO", "get", "Post", "M-SEARCH");

  private final Random random;
  private final List<String> endpoints;
  private final List<String> callIds;
  private final List<String> rooms;
  private final String authorization;
  private final String session;

  /**
   * @param endpoints method and path, such as {@code GET /api/v1/calls/{call_id}/status}
   * @param callIds   calls that exist
   * @param rooms     those of the calls
   */
  HostileRequests(long seed, List<String> endpoints, List<String> callIds, List<String> rooms, String authorization,
      String session) {
    random = new Random(seed);
    this.endpoints = endpoints;
    this.callIds = callIds;
    this.rooms = rooms;
    this.authorization = authorization;
    this.session = session;
  }

  /**
   * A request as bytes.
   *
   * @param isPage whether it goes to what a browser shows or loads, which is not JSON
   * @param name   how to name it when it fails
   */
  record Request(String method, boolean isPage, String name, byte[] bytes) {}

  Request next() {
    String[] endpoint = one(endpoints).replaceAll("\\{[^}]*}", Matcher.quoteReplacement(one(ids()))).split(" ", 2);
    String method = chance(5) ? one(METHODS) : endpoint[0];
    String path = chance(8) ? twisted(endpoint[1]) : endpoint[1];
    String query = chance(3) ? "" : (path.contains("?") ? "&" : "?") + form();
    String type = one(TYPES);
    boolean isRooms = endpoint[1].startsWith(EventSync.PREFIX);
    byte[] body = method.equals("GET") && !chance(6)
        ? new byte[0]
        : isRooms && chance(2) ? room().getBytes(StandardCharsets.UTF_8) : body(type);
    List<String> lines = new ArrayList<>(List.of(method + " " + path + query + " HTTP/1.1", "Connection: close"));
    lines.add("Host: " + (chance(12)
        ? one(List.of("x", "a,b", "UPPER.example", "h".repeat(300), "[::1]:80", "a_b"))
        : "127.0.0.1"));
    credentials(lines, isRooms ? "Bearer " + EventSync.TOKEN : authorization);
    if (!type.isEmpty() || chance(2)) {
      lines.add("Content-Type: " + type);
    }
    lines.add("Accept: " + one(ACCEPTS));
    if (chance(4)) {
      lines.add("Idempotency-Key: " + one(List.of("k", "", "k".repeat(256), "\u00e4\u00f6", "a\tb", "' OR 1=1 --")));
    }
    if (chance(6)) {
      lines.add("Origin: " + one(List.of("null", "http://evil.example", "\u00ff", "")));
    }
    boolean chunked = chance(5);
    lines.add(chunked ? "Transfer-Encoding: chunked" : "Content-Length: " + body.length);
    String head = String.join("\r\n", lines) + "\r\n\r\n";
    boolean isPage = endpoint[1].startsWith("/calls/") && !endpoint[1].contains("/api/");
    return new Request(method, isPage, head + "(" + body.length + " bytes)",
        join(head, chunked ? chunks(body) : body));
  }

  private List<String> ids() {
    List<String> ids = new ArrayList<>(List.of("x", "0", "-1", "null", "0196d9c0-0000-7000-8000-000000000001", "%00",
        "%2e%2e", "..%2f..%2f", "%F0%9F%98%80", "%C0%AF", "%FF", "a".repeat(2000), "' OR 1=1", "*", "%7Bcall_id%7D",
        "$1", "+", "1-1-1-1-1", ";a=b", "0196d9c0-0000-7000-8000-000000000001%00")
        .stream()
        .map(id -> id.replace(" ", "%20"))
        .toList());
    ids.addAll(callIds);
    ids.addAll(callIds);
    return ids;
  }

  private String twisted(String path) {
    return one(
        List.of(path + "/", path + "//", "/" + path, path.replace("/calls", "//calls"), path + ";x=y", path + "/..",
            path.replace("/v1", "/v1/."), path + "%20", path + "%00", path.toUpperCase(), path + "/extra",
            API + "/../calls/history",
            "/api/v1/calls/%2e%2e/history", path.replace("calls", "c%61lls"), "*", "/"));
  }

  /** @param right what is asked for there */
  private void credentials(List<String> lines, String right) {
    switch (random.nextInt(12)) {
      case 0 -> lines.add("Authorization: Basic");
      case 1 ->
        lines.add("Authorization: Basic " + one(List.of("!!!!", "====", "YQ==", "YTpiOmM=", "/w==", "\u00ff\u00fe")));
      case 2 -> lines.add("Authorization: " + one(List.of("Bearer x", "Digest x", "basic", "", "Basic a b c")));
      case 3 -> lines.add("Authorization: Basic " + base64("a".repeat(random.nextInt(3000)) + ":\0\0"));
      case 4 -> lines.add("Authorization: Basic " + base64("\u202e@x.org:" + "\u00e9".repeat(32)));
      case 5 -> lines.add("Cookie: sessionid=" + session);
      case 6 ->
        lines.add("Cookie: sessionid=" + session + "; csrftoken=" + one(List.of("x", "\"", "=", ";", "\u00ff")));
      case 7 -> lines
          .add("Cookie: " + one(List.of("sessionid", "=", "sessionid=", ";;;", "sessionid=\"a", "a=b; sessionid=%00")));
      default -> lines.add("Authorization: " + right);
    }
  }

  private byte[] body(String type) {
    return switch (random.nextInt(8)) {
      case 0 -> new byte[0];
      case 1 -> noise(random.nextInt(300));
      case 2 -> noise(chance(10) ? 3_000_000 : 64 * 1024 - 20 + random.nextInt(40));
      case 3 -> multipart().getBytes(StandardCharsets.ISO_8859_1);
      case 4, 5 -> (type.toLowerCase().contains("json") ? json() : form()).getBytes(StandardCharsets.UTF_8);
      case 6 -> json().getBytes(chance(4) ? StandardCharsets.UTF_16 : StandardCharsets.UTF_8);
      default -> form().getBytes(StandardCharsets.UTF_8);
    };
  }

  private String form() {
    List<String> fields = new ArrayList<>();
    for (int i = random.nextInt(4); i >= 0; i--) {
      fields.add(percent(one(PARAMETERS)) + one(List.of("=", "=", "=", "", "==")) + percent(value()));
    }
    return String.join("&", fields);
  }

  private String value() {
    return one(
        List.of("", "0", "-1", "12", "1e9", "99999999999999999999", "true", "maybe", "accept", "null", "[]", "{}",
            "\"", "\"a", "\"\\ud800\"", "a@b", "nobody@zulip.com", "../../etc/passwd", "' OR '1'='1", "\0",
            "a\0b@zulip.com",
            "\u202e", "😀".repeat(20), "x".repeat(chance(6) ? 10_001 : 300), "%s%n", "${jndi:ldap://x}", "<script>",
            "\r\nX: y",
            "MjAyNg", one(callIds), "ended", "fcm", "muted", "2026-01-31"));
  }

  private String json() {
    String text = "\"" + one(List.of("a", "\\u0000", "\\ud800", "\\\\", "accept", "\u0001")) + "\"";
    return one(List.of("{", "}", "[]", "null", "\"a\"", "1", "{}", "{\"a\":}", "{\"response\":" + text + "}",
        "{\"user_id\":" + one(List.of("1e400", "-0", "12.0", "[12]", "{\"a\":1}", "true", text)) + "}",
        "{\"recipient_email\":" + one(List.of("[]", "{}", "5", "true", text)) + "}", "{\"\\ud800\":1}",
        "{\"\\u0000\":1}", "[".repeat(20_000), "{\"a\":".repeat(5_000), "{\"duration\":" + "9".repeat(5_000) + "}",
        "{\"call_id\":" + text + "}", "{\"token\":" + text + ",\"kind\":\"fcm\",\"app_id\":" + text + "}",
        "{\"device_id\":" + text + "}", "{\"call_id\":\"" + one(callIds) + "\",\"status\":" + text + "}",
        "{\"queue\":" + text + ",\"wait\":" + text + ",\"alive\":" + text + "}", room(),
        "{\"a\":1}{\"a\":2}", "{\"reason\":\"" + "x".repeat(20_000) + "\"}", "{'a':1}", "{\"a\":NaN}", "\ufeff{}"));
  }

  /** What Prosody's component might post of a room that is there. */
  private String room() {
    String text = one(List.of("\"a\"", "\"\\u0000\"", "\"\\ud800\"", "\"\"", "12", "null", "[]", "{}", "true"));
    String time = one(
        List.of("1767225600", "1767225600.5", "-1", "1e400", "\"1767225600\"", "null", "[]", "999999999999"));
    String occupant = one(List.of("null", "[]", "{}", "\"a\"", "{\"occupant_jid\":" + text + ",\"joined_at\":" + time
        + ",\"left_at\":1767225601,\"id\":" + one(List.of("\"12\"", "null", "[]", "1e400", text)) + "}"));
    return "{\"room_name\":" + one(List.of(text, "\"" + one(rooms) + "\"", "\"[a]" + one(rooms) + "\""))
        + ",\"is_breakout\":" + one(List.of("false", "true", "null", text)) + ",\"breakout_room_id\":" + text
        + ",\"created_at\":" + time + ",\"destroyed_at\":" + time + ",\"occupant\":" + occupant
        + ",\"all_occupants\":" + one(List.of("[]", "{}", "[" + occupant + "]", text)) + "}";
  }

  private String multipart() {
    return one(List.of("--b", "--b\r\n", "--b\r\nContent-Disposition: form-data; name=\"response\"\r\n\r\naccept",
        "--b\r\nContent-Disposition: form-data; name=\"user_id\"\r\n\r\n\0\r\n--b--\r\n",
        "--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--\r\n", "--b--",
        "--b\r\nContent-Disposition: form-data; name=\"a\"; filename=\"../x\"\r\nContent-Type: x\r\n\r\nfile\r\n--b--\r\n",
        "--b\r\nContent-Transfer-Encoding: nonsense\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx\r\n--b--\r\n"));
  }

  private byte[] noise(int length) {
    byte[] noise = new byte[length];
    random.nextBytes(noise);
    return noise;
  }

  private byte[] chunks(byte[] body) {
    ByteArrayOutputStream chunks = new ByteArrayOutputStream();
    for (int at = 0; at < body.length;) {
      int size = Math.min(body.length - at, 1 + random.nextInt(Math.max(1, body.length / 3)));
      chunks.writeBytes((Integer.toHexString(size) + "\r\n").getBytes(StandardCharsets.US_ASCII));
      chunks.write(body, at, size);
      chunks.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
      at += size;
    }
    chunks.writeBytes("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    return chunks.toByteArray();
  }

  private static byte[] join(String head, byte[] body) {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    whole.writeBytes(head.getBytes(StandardCharsets.ISO_8859_1));
    whole.writeBytes(body);
    return whole.toByteArray();
  }

  /** What is sent as it is often, and percent-encoded else; always what a URI may hold. */
  private static String percent(String text) {
    StringBuilder encoded = new StringBuilder();
    for (byte part : text.getBytes(StandardCharsets.UTF_8)) {
      boolean plain = part > 0 && (Character.isLetterOrDigit(part) || "@._-'()*!,:$/".indexOf(part) >= 0);
      encoded.append(plain ? String.valueOf((char) part) : String.format("%%%02X", part));
    }
    return encoded.toString();
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private boolean chance(int oneIn) {
    return random.nextInt(oneIn) == 0;
  }

  private <T> T one(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
