package org.zulipcalls.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/** Reads the files below {@code web/} and joins them: no build step of another language, and nothing to minify. */
final class Sources {

  /** What both the script in Zulip and the call page begin with; a file may use what stands before it. */
  private static final List<String> COMMON = List.of("options", "log", "dom", "api", "memory", "tabs", "store", "sound",
      "feed", "session", "reload", "names");
  private static final List<String> IN_ZULIP = List.of("page", "attention", "windows", "ring", "banner", "rack", "wait",
      "desk",
      "recipients", "place", "answer", "handover", "buttons", "added", "start");
  private static final List<String> ON_CALL_PAGE = List.of("facts", "window", "room", "scenes", "talk", "access",
      "follow",
      "start");

  /**
   * The script for Zulip's page, which leaves nothing there but one global.
   *
   * @param served JSON that the script knows as SERVED
   */
  static String script(String served) {
    return joined(served, modules("script", COMMON), modules("script", IN_ZULIP));
  }

  /** The styles of the cards in Zulip. */
  static String cardStyles() {
    return styles("colours", "parts", "cards");
  }

  /** The script of the call page. */
  static String pageScript() {
    return joined("{\"callPage\":true}", modules("script", COMMON), modules("page", ON_CALL_PAGE));
  }

  /** The styles of the call page. */
  static String pageStyles() {
    return styles("colours", "parts", "page");
  }

  private static String joined(String served, String... parts) {
    return "(() => {\n\"use strict\";\nconst SERVED = " + served + ";\n" + String.join("", parts) + "})();\n";
  }

  private static String styles(String... names) {
    return List.of(names)
        .stream()
        .map(name -> bare(read("style/" + name + ".css")))
        .collect(Collectors.joining());
  }

  private static String modules(String folder, List<String> names) {
    return names.stream()
        .map(name -> bare(read(folder + "/" + name + ".js")))
        .collect(Collectors.joining());
  }

  /**
   * Comments and indentation are for the readers of the source; a comment stands on lines of its own, or behind two
   * spaces and two slashes.
   */
  static String bare(String source) {
    return source.replaceAll("(?ms)^[ \\t]*/\\*.*?\\*/[ \\t]*\\R", "")
        .replaceAll("(?m)^[ \\t]*// .*\\R", "")
        .replaceAll("(?m)[ \\t]+// .*$", "")
        .replaceAll("(?m)^\\s+", "");
  }

  private static String read(String name) {
    try (InputStream file = Sources.class.getResourceAsStream("/web/" + name)) {
      if (file == null) {
        throw new IllegalStateException("web/" + name + " is missing from the build");
      }
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private Sources() {
  }
}
