package org.zulipcalls.support;

import jakarta.inject.Singleton;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Reads a request's body that has to be one JSON object and nothing behind it. */
@Singleton
public class JsonObjects {

  private final ObjectReader json;

  JsonObjects(ObjectMapper mapper) {
    json = mapper.reader().with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  }

  /** The object; 400 {@code BAD_REQUEST} for anything else. */
  public ObjectNode read(String body) {
    JsonNode value;
    try {
      value = json.readTree(body);
    } catch (JsonProcessingException malformed) {
      throw ApiException.badRequest("The body is not valid JSON");
    }
    if (value instanceof ObjectNode object) {
      return object;
    }
    throw ApiException.badRequest("The body is not one JSON object");
  }
}
