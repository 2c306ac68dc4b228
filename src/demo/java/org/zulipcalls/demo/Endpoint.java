package org.zulipcalls.demo;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * One {@code rest_path} of {@code zproject/urls.py}.
 *
 * @param path            below {@code /api/v1/} or {@code /json/}; its group, if any, is the argument
 * @param views           by method
 * @param typed           whether it reports parameters that it did not read
 * @param webhookBotsToo  whether incoming-webhook bots may use it
 */
record Endpoint(Pattern path, Map<String, Function<ApiRequest, ObjectNode>> views, boolean typed,
    boolean webhookBotsToo) {

  static Endpoint at(String path) {
    return new Endpoint(Pattern.compile(path), Map.of(), true, false);
  }

  Endpoint on(String method, Function<ApiRequest, ObjectNode> view) {
    Map<String, Function<ApiRequest, ObjectNode>> more = new TreeMap<>(views);
    more.put(method, view);
    return new Endpoint(path, more, typed, webhookBotsToo);
  }

  Endpoint untyped() {
    return new Endpoint(path, views, false, webhookBotsToo);
  }

  Endpoint webhookBotsAllowed() {
    return new Endpoint(path, views, typed, true);
  }
}
