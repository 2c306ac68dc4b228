package org.zulipcalls.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * One block of an event stream.
 *
 * @param id    null where it has none
 * @param name  of the event; null for a comment or a bare {@code retry}
 * @param retry milliseconds, or null
 */
public record Message(Long id, String name, String data, Integer retry, boolean comment) {

  private static final ObjectMapper JSON = new ObjectMapper();

  public JsonNode json() {
    try {
      return JSON.readTree(data);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(data, e);
    }
  }

  /** What happened, of a call's event. */
  public String op() {
    return json().path("op").textValue();
  }
}
