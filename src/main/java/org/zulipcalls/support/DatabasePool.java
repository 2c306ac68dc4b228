package org.zulipcalls.support;

import java.util.List;

import jakarta.inject.Singleton;

import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnectOptions;

/** Quarkus' own pool but for {@link DatabaseTls}, for which Quarkus' settings have no default that depends on the URL. */
@Singleton
class DatabasePool implements PgPoolCreator {

  private final CallsConfig.Database config;

  DatabasePool(CallsConfig config) {
    this.config = config.database();
  }

  @Override
  public Pool create(Input input) {
    input.pgConnectOptionsList().forEach(options -> DatabaseTls.apply(options, config.caFile()));
    return PgBuilder.pool()
        .with(input.poolOptions())
        .connectingTo(List.<SqlConnectOptions>copyOf(input.pgConnectOptionsList()))
        .using(input.vertx())
        .build();
  }
}
