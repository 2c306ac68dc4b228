package org.zulipcalls.limit;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;
import org.zulipcalls.limit.Limit.IfStoreFails;
import org.zulipcalls.support.Sql;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;

/** Counts who tries what. A window begins with somebody's first try; when it is over, so is the count. */
@ApplicationScoped
public class HitCounter {

  private static final Logger LOG = Logger.getLogger(HitCounter.class);
  /** Counts that one statement removes. */
  public static final int BATCH = 1_000;

  private static final String LEFT = "CAST(ceil(extract(epoch FROM ends_at - now()) * 1000) AS bigint) AS millis_left";

  /** One more for each; until the end of a transaction nobody else can count the same. */
  static final String COUNT = """
      INSERT INTO limit_hit AS known (who, hits, ends_at)
      SELECT who, 1, now() + millis * interval '1 millisecond'
      FROM unnest(CAST($1 AS text[]), CAST($2 AS bigint[])) AS tries (who, millis)
      ON CONFLICT (who) DO UPDATE SET
        hits = CASE WHEN known.ends_at <= now() THEN 1 ELSE known.hits + 1 END,
        ends_at = CASE WHEN known.ends_at <= now() THEN excluded.ends_at ELSE known.ends_at END
      RETURNING who, hits, """ + " " + LEFT;

  static final String LOOK = "SELECT who, hits, " + LEFT
      + " FROM limit_hit WHERE who = ANY (CAST($1 AS text[])) AND ends_at > now()";

  static final String FORGET = """
      DELETE FROM limit_hit WHERE who = ANY (ARRAY(
        SELECT who FROM limit_hit WHERE ends_at <= now() ORDER BY ends_at LIMIT %d FOR UPDATE SKIP LOCKED))"""
      .formatted(BATCH);

  private final Pool database;
  private final Limits limits;
  private final LocalCounter alone;

  HitCounter(Pool database, Limits limits) {
    this.database = database;
    this.limits = limits;
    alone = new LocalCounter(limits);
  }

  /** Counts one more try; fails with 429 when it is one too many. */
  public Uni<Void> take(Key who) {
    return take(who, database);
  }

  /** Counts one more try within a transaction, which holds up others of the same user until its end. */
  public Uni<Void> take(Key who, SqlClient client) {
    return counting(List.of(who), client).invoke(counts -> counts.forEach(count -> {
      if (count.hits() > limits.rate(count.key().limit()).times()) {
        throw limits.refusal(count.key().limit(), count.millisLeft());
      }
    })).replaceWithVoid();
  }

  /** Counts one more try of each, in this order. */
  public Uni<List<Count>> count(List<Key> keys) {
    return counting(keys, database);
  }

  private Uni<List<Count>> counting(List<Key> keys, SqlClient client) {
    Long[] windows = keys.stream().map(key -> limits.rate(key.limit()).window().toMillis()).toArray(Long[]::new);
    return orAlone(keys, Sql.run(client, COUNT, Tuple.of(hashes(keys), windows)), alone::count);
  }

  /** How often each has tried; those that have not are not there. */
  public Uni<List<Count>> look(List<Key> keys) {
    return orAlone(keys, Sql.run(database, LOOK, Tuple.of(hashes(keys))), alone::look);
  }

  /** Removes windows that are over, in a batch. */
  public Uni<Long> forget() {
    return Sql.run(database, FORGET, Tuple.tuple()).map(removed -> (long) removed.rowCount());
  }

  /** Keys that are counted together have limits that do the same without the database. */
  private static Uni<List<Count>> orAlone(List<Key> keys, Uni<RowSet<Row>> question,
      Function<List<Key>, List<Count>> alone) {
    Limit limit = keys.get(0).limit();
    Uni<List<Count>> answer = question.map(rows -> counts(keys, rows));
    return limit.ifStoreFails() == IfStoreFails.REFUSES ? answer : answer.onFailure().recoverWithItem(failure -> {
      LOG.warnf("This replica counts alone for the limit %s now: %s", limit.word(), failure.getMessage());
      return alone.apply(keys);
    });
  }

  private static String[] hashes(List<Key> keys) {
    return keys.stream().map(Key::hash).toArray(String[]::new);
  }

  private static List<Count> counts(List<Key> keys, RowSet<Row> rows) {
    Map<String, Key> byHash = keys.stream().collect(Collectors.toMap(Key::hash, key -> key));
    return StreamSupport.stream(rows.spliterator(), false)
        .map(row -> new Count(byHash.get(row.getString("who")), row.getLong("hits"), row.getLong("millis_left")))
        .toList();
  }
}
