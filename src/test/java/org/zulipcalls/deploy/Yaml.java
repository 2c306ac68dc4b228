package org.zulipcalls.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;

/** Reads YAML, and refuses a key that is there twice. */
final class Yaml {

  private static final ObjectMapper MAPPER = new ObjectMapper(new YAMLFactory())
      .enable(com.fasterxml.jackson.core.JsonParser.Feature.STRICT_DUPLICATE_DETECTION);

  static JsonNode read(String text) {
    List<JsonNode> all = readAll(text);
    if (all.size() != 1) {
      throw new IllegalArgumentException("One document is expected, not " + all.size());
    }
    return all.get(0);
  }

  static JsonNode read(Path file) {
    return read(text(file));
  }

  /** Every document that is not empty. */
  static List<JsonNode> readAll(String text) {
    try (YAMLParser parser = ((YAMLFactory) MAPPER.getFactory()).createParser(text);
        MappingIterator<JsonNode> documents = MAPPER.readerFor(JsonNode.class).readValues(parser)) {
      List<JsonNode> all = new ArrayList<>();
      documents.forEachRemaining(document -> {
        if (!document.isNull() && !document.isMissingNode()) {
          all.add(document);
        }
      });
      return all;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String write(JsonNode document) {
    try {
      return MAPPER.writeValueAsString(document);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Lays values over values as Helm does: maps are merged, everything else is replaced, null takes away. */
  static ObjectNode merged(ObjectNode below, JsonNode above) {
    ObjectNode both = below.deepCopy();
    above.properties().forEach(field -> {
      JsonNode old = both.get(field.getKey());
      if (field.getValue().isNull()) {
        both.remove(field.getKey());
      } else if (old instanceof ObjectNode map && field.getValue().isObject()) {
        both.set(field.getKey(), merged(map, field.getValue()));
      } else {
        both.set(field.getKey(), field.getValue());
      }
    });
    return both;
  }

  static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Yaml() {
  }
}
