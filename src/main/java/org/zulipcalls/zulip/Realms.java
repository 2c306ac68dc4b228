package org.zulipcalls.zulip;

import java.time.Duration;

import jakarta.enterprise.context.ApplicationScoped;

import org.zulipcalls.support.SingleFlight;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;

/**
 * Which realm a {@code Host} names. Zulip gives a realm no id over its public API, so its canonical URL is its
 * identity (GET /api/v1/server_settings, zerver/views/auth.py).
 */
@ApplicationScoped
class Realms {

  private static final Duration KEPT = Duration.ofMinutes(5);

  private final ZulipClient zulip;
  private final SingleFlight<String, String> byHost = new SingleFlight<>(realm -> KEPT);

  Realms(ZulipClient zulip) {
    this.zulip = zulip;
  }

  Uni<String> of(String host) {
    return byHost.get(host, () -> ask(host));
  }

  private Uni<String> ask(String host) {
    return zulip.getPublic(host, "/server_settings").map(Realms::canonical);
  }

  private static String canonical(JsonObject settings) {
    Object url = settings.getValue("realm_url", settings.getValue("realm_uri"));
    if (url instanceof String text && text.matches("https?://[^/\\s]+/*")) {
      return text.replaceAll("/+$", "");
    }
    throw ZulipClient.unavailable("server_settings without realm_url");
  }
}
