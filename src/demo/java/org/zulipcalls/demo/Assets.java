package org.zulipcalls.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.vertx.ext.web.RoutingContext;

/** The demo's files, from the class path below {@code demo/}, read anew each time so that an edit shows at once. */
final class Assets {
  private static final Map<String, String> TYPES = Map.of("html", "text/html", "css", "text/css", "js",
      "text/javascript", "svg", "image/svg+xml");
  private static final Pattern PLACE = Pattern.compile("\\{\\{([A-Z_]+)}}");

  private Assets() {
  }

  /** A page with {@code {{NAME}}} replaced by values, which are escaped. */
  static void page(RoutingContext context, String file, Map<String, String> values) {
    Matcher places = PLACE.matcher(read(file).orElseThrow());
    send(context, "html", places.replaceAll(place -> Matcher.quoteReplacement(escape(values.get(place.group(1))))));
  }

  static void file(RoutingContext context) {
    String name = context.request().path().substring("/static/demo/".length());
    String extension = name.substring(name.lastIndexOf('.') + 1);
    Optional<String> content = name.matches("[a-z/-]+\\.(css|js|svg)") ? read(name) : Optional.empty();
    content.ifPresentOrElse(text -> send(context, extension, text), () -> context.response().setStatusCode(404).end());
  }

  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'",
            "&#39;");
  }

  private static void send(RoutingContext context, String extension, String text) {
    context.response()
        .putHeader("Content-Type", TYPES.get(extension) + "; charset=utf-8")
        .putHeader("Cache-Control", "no-cache")
        .putHeader("X-Content-Type-Options", "nosniff")
        .end(text);
  }

  private static Optional<String> read(String name) {
    try (InputStream stream = Assets.class.getClassLoader().getResourceAsStream("demo/" + name)) {
      return stream == null
          ? Optional.empty()
          : Optional.of(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
