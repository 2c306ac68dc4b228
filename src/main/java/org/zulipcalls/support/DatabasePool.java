package org.zulipcalls.support;

import java.util.List;
import java.util.concurrent.TimeUnit;

import jakarta.inject.Singleton;

import org.jboss.logging.Logger;

import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnectOptions;
import io.vertx.sqlclient.SqlConnection;

/**
 * Quarkus' own pool but for {@link DatabaseTls}, for which Quarkus' settings have no default that depends on the URL, and for
 * machines that are lost without a word. PostgreSQL ends the transaction of such a replica, and others wait for its locks no
 * longer; such a PostgreSQL's connections are closed, so that the pool has room for those to its successor.
 */
@Singleton
class DatabasePool implements PgPoolCreator {

  private static final Logger LOG = Logger.getLogger(DatabasePool.class);

  /** Longer than any statement of ours takes. A connection that nobody has used for as long goes too, which costs little. */
  private static final int LONGEST_SILENCE_SECONDS = 10;

  /** In characters; by default a statement of more than 2,048 is planned anew each time. */
  private static final int LONGEST_STATEMENT = 8_192;

  private final CallsConfig.Database config;

  DatabasePool(CallsConfig config) {
    this.config = config.database();
  }

  @Override
  public Pool create(Input input) {
    List<PgConnectOptions> all = input.pgConnectOptionsList();
    for (PgConnectOptions options : all) {
      DatabaseTls.apply(options, config.caFile());
      options.setPreparedStatementCacheSqlLimit(LONGEST_STATEMENT);
      options.setIdleTimeout(LONGEST_SILENCE_SECONDS).setIdleTimeoutUnit(TimeUnit.SECONDS);
    }
    return PgBuilder.pool()
        .with(input.poolOptions())
        .connectingTo(List.<SqlConnectOptions>copyOf(all))
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
