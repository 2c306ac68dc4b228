package org.zulipcalls.support;

import java.util.List;

import jakarta.inject.Singleton;

import org.jboss.logging.Logger;

import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnectOptions;
import io.vertx.sqlclient.SqlConnection;

/**
 * Quarkus' own pool but for {@link DatabaseTls}, for which Quarkus' settings have no default that depends on the URL, and for
 * what becomes of the transaction of a replica whose machine is lost: PostgreSQL ends it, and others wait for its locks no longer.
 */
@Singleton
class DatabasePool implements PgPoolCreator {

  private static final Logger LOG = Logger.getLogger(DatabasePool.class);

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
        .withConnectHandler(DatabasePool::begin)
        .build();
  }

  /** Not as a parameter of the connection's start, which PgBouncer would refuse. */
  private static void begin(SqlConnection connection) {
    connection.query("SET idle_in_transaction_session_timeout = '10s'")
        .execute()
        .onFailure(failure -> LOG.debugf("A connection has no time-out for its transactions: %s", failure.getMessage()))
        .eventually(() -> connection.close());
  }
}
