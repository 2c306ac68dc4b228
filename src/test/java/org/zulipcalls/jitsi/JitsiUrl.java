package org.zulipcalls.jitsi;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * A link as Jitsi Meet takes it apart (react/features/base/util/parseURLParams.ts): the fragment's values are decoded,
 * some quotes are replaced, and what remains must be JSON.
 */
record JitsiUrl(String room, Map<String, String> query, Map<String, JsonNode> settings) {

  private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  static JitsiUrl parse(String url) {
    String[] halves = url.split("#", -1);
    String[] front = halves[0].split("\\?", -1);
    if (halves.length != 2 || front.length != 2) {
      throw new IllegalArgumentException("Not one query and one fragment: " + url);
    }
    Map<String, String> query = new LinkedHashMap<>();
    for (String part : front[1].split("&")) {
      String[] pair = part.split("=", -1);
      query.put(pair[0], decode(pair[1]));
    }
    Map<String, JsonNode> settings = new LinkedHashMap<>();
    for (String part : halves[1].split("&")) {
      String[] pair = part.split("=");
      settings.put(pair[0], json(decode(pair[1]).replaceFirst("\\\\&", "&")
          .replaceAll("[\u2018\u2019]", "'")
          .replaceAll("[\u201c\u201d]", "\"")));
    }
    return new JitsiUrl(front[0], query, settings);
  }

  /** JavaScript's decodeURIComponent, to which a plus is a plus. */
  private static String decode(String value) {
    return URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("Jitsi would ignore " + text, e);
    }
  }
}
