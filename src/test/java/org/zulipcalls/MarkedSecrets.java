package org.zulipcalls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiConsumer;

/** Secrets that are known by their text, each with what it is: {@code JWT}, {@code FCM token}. */
final class MarkedSecrets {

  private static final int SHORTEST = 16;
  private static final int CONTEXT = 500;

  private final Map<String, String> kinds = new LinkedHashMap<>();

  /** Fails for what is too short to be a secret, or was not cut out of its link. */
  void add(String kind, String secret) {
    assertTrue(secret.length() >= SHORTEST && !secret.startsWith("http"), () -> kind + " is " + secret);
    kinds.put(secret, kind);
  }

  /** Makes one up. */
  String mark(String kind) {
    String secret = "marked-" + UUID.randomUUID();
    add(kind, secret);
    return secret;
  }

  /** Takes what each is, and its text. */
  void forEach(BiConsumer<String, String> taker) {
    kinds.forEach((secret, kind) -> taker.accept(kind, secret));
  }

  /** As they are, and as they are in a link. @param where the text is from, for whoever reads of the failure */
  void assertNoneIn(String where, String text) {
    forEach((kind, secret) -> {
      for (String form : List.of(secret, URLEncoder.encode(secret, StandardCharsets.UTF_8))) {
        int at = text.indexOf(form);
        assertEquals(-1, at,
            () -> kind + " is in " + where + ": " + text.substring(Math.max(0, at - CONTEXT), at + form.length()));
      }
    });
  }
}
