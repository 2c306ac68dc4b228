package org.zulipcalls.support;

import java.net.SocketException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;

/** One statement by PostgreSQL's client. */
public final class Sql {

  /**
   * A connection whose other end has vanished answers nothing until TCP gives up, a quarter of an hour later. What fails before
   * is tried again on another; the sweeps and the live events wait for one statement after the other.
   */
  private static final Duration PATIENCE = Duration.ofSeconds(8);

  /**
   * Runs it on a connection of the pool, or on this very connection, where it is prepared when it first runs. Nothing of ours
   * asks the pool itself to run a statement: when it gets no connection, it fails once more half a minute later, when
   * nobody listens (eclipse-vertx/vertx-sql-client#1706).
   */
  public static Uni<RowSet<Row>> run(SqlClient client, String sql, Tuple parameters) {
    return client instanceof Pool pool
        ? inTime(pool, connection -> run(connection, sql, parameters))
        : client.preparedQuery(sql).execute(parameters);
  }

  /** What still waits for a connection when the time is over does not run: whoever asked was told that it failed. */
  private static <T> Uni<T> inTime(Pool pool, Function<SqlConnection, Uni<T>> work) {
    AtomicBoolean over = new AtomicBoolean();
    return pool.withConnection(connection -> over.get() ? Uni.createFrom().failure(tooLate()) : work.apply(connection))
        .ifNoItem()
        .after(PATIENCE)
        .failWith(() -> {
          over.set(true);
          return tooLate();
        });
  }

  private static SocketException tooLate() {
    return new SocketException("PostgreSQL has not answered for " + PATIENCE.toSeconds() + " s");
  }

  private Sql() {
  }
}
