package org.zulipcalls.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Set;
import java.util.TreeSet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.restassured.response.Response;

/** Whole bodies of answers, as spec/api.md has them. */
public final class Expect {

  private static final ObjectMapper JSON = new ObjectMapper();

  public static ObjectNode json(Response answer) {
    return json(answer.asString());
  }

  public static ObjectNode json(String text) {
    try {
      return (ObjectNode) JSON.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(text, e);
    }
  }

  /** A success; gives its body. */
  public static ObjectNode success(Response answer) {
    return success(answer, 200);
  }

  public static ObjectNode success(Response answer, int status) {
    assertEquals(status, answer.statusCode(), answer.asString());
    isJson(answer);
    ObjectNode body = json(answer);
    assertEquals("success", body.path("result").asText());
    assertEquals("", body.path("msg").textValue());
    assertTrue(answer.asString().startsWith("{\"result\":\"success\",\"msg\":\"\""), answer.asString());
    return body;
  }

  /** A success with these fields and no others, beside {@code result} and {@code msg}. */
  public static ObjectNode success(Response answer, Set<String> fields) {
    ObjectNode body = success(answer);
    Set<String> expected = new TreeSet<>(fields);
    expected.addAll(Set.of("result", "msg"));
    assertEquals(expected, names(body));
    return body;
  }

  /** An error with exactly this body; extra fields come in pairs of name and value. */
  public static void refusal(Response answer, int status, String code, String text, Object... fields) {
    ObjectNode expected = JSON.createObjectNode()
        .put("result", "error")
        .put("msg", text)
        .put("message", text)
        .put("code", code);
    for (int i = 0; i < fields.length; i += 2) {
      expected.set((String) fields[i], JSON.valueToTree(fields[i + 1]));
    }
    if (status >= 500) {
      expected.put("request_id", answer.header("X-Request-ID"));
    }
    assertEquals(expected, json(answer));
    assertEquals(status, answer.statusCode());
    isJson(answer);
  }

  private static void isJson(Response answer) {
    assertTrue(answer.contentType().startsWith("application/json"), answer.contentType());
    assertEquals("no-store", answer.header("Cache-Control"));
  }

  public static Set<String> names(JsonNode object) {
    Set<String> names = new TreeSet<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private Expect() {
  }
}
