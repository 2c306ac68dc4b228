package org.zulipcalls.push;

import jakarta.enterprise.context.ApplicationScoped;

import org.zulipcalls.support.Sql;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;

/**
 * Forgets devices that nobody has heard of for 60 days. An app registers at each start, so theirs is gone; and a token
 * is a secret, which is not kept for nothing.
 */
@ApplicationScoped
public class StaleDevices {

  /** Devices of one statement. */
  public static final int BATCH = 500;

  /** One that registers just now is passed over, or registers anew. */
  static final String REMOVE = """
      DELETE FROM push_device WHERE id = ANY (ARRAY(
        SELECT id FROM push_device WHERE seen_at < now() - interval '60 days'
        ORDER BY seen_at LIMIT %d FOR UPDATE SKIP LOCKED))""".formatted(BATCH);

  private final Pool database;

  StaleDevices(Pool database) {
    this.database = database;
  }

  /** Forgets up to {@link #BATCH} of them, and tells how many there were. */
  public Uni<Long> remove() {
    return Sql.run(database, REMOVE, Tuple.tuple()).map(removed -> (long) removed.rowCount());
  }
}
