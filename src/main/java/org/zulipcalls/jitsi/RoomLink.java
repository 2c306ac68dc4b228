package org.zulipcalls.jitsi;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.StringJoiner;
import java.util.regex.Pattern;

import com.fasterxml.jackson.core.io.JsonStringEncoder;

/**
 * A link into a room, with its settings twice: as query parameters, which is the form of the document ("Moderator
 * System"), and in the fragment with JSON-encoded values, which is what Jitsi Meet obeys (its parseURLParams reads
 * {@code config.*}, {@code interfaceConfig.*} and {@code userInfo.*} there).
 */
final class RoomLink {

  private static final Pattern BROKEN_BY_JITSI = Pattern.compile("[&\u2018\u2019\u201c\u201d]");

  private final String room;
  private final StringJoiner query = new StringJoiner("&");
  private final StringJoiner fragment = new StringJoiner("&");

  RoomLink(String room) {
    this.room = room;
  }

  /** Adds a token, which Jitsi reads from the query alone; null adds none. */
  RoomLink signedWith(String token) {
    if (token != null) {
      query.add("jwt=" + token);
    }
    return this;
  }

  RoomLink with(String setting, String value) {
    return with(setting, value, '"' + armoured(new String(JsonStringEncoder.getInstance().quoteAsString(value))) + '"');
  }

  RoomLink with(String setting, boolean value) {
    return with(setting, Boolean.toString(value), Boolean.toString(value));
  }

  private RoomLink with(String setting, String text, String json) {
    query.add(setting + "=" + encode(text));
    fragment.add(setting + "=" + encode(json));
    return this;
  }

  /**
   * Jitsi turns typographic quotes into plain ones and {@code \&} into {@code &} before it parses the JSON, which breaks
   * a name that holds them; escaped as JSON they get through.
   */
  private static String armoured(String json) {
    return BROKEN_BY_JITSI.matcher(json).replaceAll(match -> "\\\\u%04x".formatted((int) match.group().charAt(0)));
  }

  /** As JavaScript's encodeURIComponent and stricter: all but RFC 3986's unreserved characters is escaped. */
  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20").replace("*", "%2A").replace("%7E", "~");
  }

  @Override
  public String toString() {
    return room + "?" + query + "#" + fragment;
  }
}
