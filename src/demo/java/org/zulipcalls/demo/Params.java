package org.zulipcalls.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;

import io.vertx.core.http.HttpServerRequest;

/**
 * The conventions of {@code zerver/lib/typed_endpoint.py}: the form first, then the query string; a {@code Json[T]}
 * parameter is JSON text in the value and strictly typed; a JSON body is not read.
 */
final class Params {
  private final HttpServerRequest request;
  private final Set<String> read = new TreeSet<>();

  Params(HttpServerRequest request) {
    this.request = request;
    read.add("client");
    read.add("csrfmiddlewaretoken");
    read.add("method");
  }

  Optional<String> text(String name) {
    read.add(name);
    String form = request.formAttributes().get(name);
    return Optional.ofNullable(form != null ? form : request.params().get(name));
  }

  String required(String name) {
    return text(name).orElseThrow(() -> ZulipError.missing(name));
  }

  boolean bool(String name, boolean otherwise) {
    JsonNode value = json(name).orElse(BooleanNode.valueOf(otherwise));
    if (!value.isBoolean()) {
      throw ZulipError.badRequest(name + " is not a bool");
    }
    return value.booleanValue();
  }

  Optional<List<Integer>> integers(String name) {
    return list(name).map(items -> {
      List<Integer> integers = new ArrayList<>();
      for (int i = 0; i < items.size(); i++) {
        if (!items.get(i).isInt()) {
          throw ZulipError.badRequest(name + "[" + i + "] is not an integer");
        }
        integers.add(items.get(i).intValue());
      }
      return integers;
    });
  }

  Optional<List<String>> strings(String name) {
    return list(name).map(items -> {
      List<String> strings = new ArrayList<>();
      for (int i = 0; i < items.size(); i++) {
        if (!items.get(i).isTextual()) {
          throw ZulipError.badRequest(name + "[" + i + "] is not a string");
        }
        strings.add(items.get(i).textValue());
      }
      return strings;
    });
  }

  /** What {@code ignored_parameters_unsupported} lists. */
  List<String> ignored() {
    Set<String> sent = new TreeSet<>(request.params().names());
    sent.addAll(request.formAttributes().names());
    sent.removeAll(read);
    return List.copyOf(sent);
  }

  Optional<JsonNode> json(String name) {
    return text(name).map(value -> {
      try {
        JsonNode node = Json.parse(value);
        if (node == null || node.isMissingNode()) {
          throw ZulipError.badRequest(name + " is not valid JSON");
        }
        return node;
      } catch (JsonProcessingException e) {
        throw ZulipError.badRequest(name + " is not valid JSON");
      }
    });
  }

  private Optional<JsonNode> list(String name) {
    return json(name).filter(node -> !node.isNull()).map(node -> {
      if (!node.isArray()) {
        throw ZulipError.badRequest(name + " is not a list");
      }
      return node;
    });
  }
}
