package org.zulipcalls.push;

import java.util.UUID;

import org.zulipcalls.support.Clocks;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.vertx.mutiny.sqlclient.Row;

/**
 * A registered device as its user may see it.
 *
 * @param token     its last six characters; the whole one is a key to somebody's phone
 * @param createdAt ISO 8601 in UTC, when this user first registered it
 * @param seenAt    when it last registered
 */
// Jackson writes its components in the native executable, too.
@RegisterForReflection
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.ALWAYS)
record Device(UUID deviceId, String kind, String appId, String token, String createdAt, String seenAt) {

  private static final int SHOWN = 6;

  static Device of(Row row) {
    String token = row.getString("token");
    // A token so short that the end gives it away is none of a provider's.
    String end = token.length() <= 2 * SHOWN ? "" : token.substring(token.length() - SHOWN);
    return new Device(row.getUUID("id"), row.getString("kind"), row.getString("app_id"), "…" + end,
        Clocks.shown(row.getOffsetDateTime("created_at").toInstant()),
        Clocks.shown(row.getOffsetDateTime("seen_at").toInstant()));
  }
}
