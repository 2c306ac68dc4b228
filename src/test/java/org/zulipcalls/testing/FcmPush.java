package org.zulipcalls.testing;

import java.time.Instant;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A push as it came to the FCM stand-in.
 *
 * @param message the {@code message} of the request
 * @param at      when it came
 * @param taken   whether it is one that FCM would deliver
 */
public record FcmPush(JsonNode message, Instant at, boolean taken) {

  public String token() {
    return message.path("token").asText();
  }

  public String type() {
    return data("type");
  }

  public String data(String name) {
    return message.path("data").path(name).asText(null);
  }

  public String collapseKey() {
    return message.path("android").path("collapse_key").asText(null);
  }

  /** Milliseconds. */
  public long timeToLive() {
    return Math.round(Double.parseDouble(message.path("android").path("ttl").asText("-1s").replace("s", "")) * 1000);
  }
}
