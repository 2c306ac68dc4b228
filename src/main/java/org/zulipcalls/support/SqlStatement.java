package org.zulipcalls.support;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowIterator;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;

/**
 * SQL that runs often, each time as a transaction of its own: by PostgreSQL's client without Hibernate, which would plan
 * the SQL anew each time.
 *
 * @param <T> what a row is read as
 */
public final class SqlStatement<T> {

  private static final Pattern PARAMETER = Pattern.compile("(?<!:):([A-Za-z]\\w*)");

  private final Pool pool;
  private final String sql;
  private final List<String> names = new ArrayList<>();
  private final Function<Row, T> read;

  /**
   * Prepared on each connection when it first runs there.
   *
   * @param text with {@code :named} parameters
   * @param read of one row
   */
  public SqlStatement(Pool pool, String text, Function<Row, T> read) {
    this.pool = pool;
    this.read = read;
    sql = replaced(text, name -> "$" + number(name));
  }

  /** The text, in which something else stands for each {@code :name}; a cast's {@code ::} is none. */
  public static String replaced(String text, UnaryOperator<String> replacement) {
    return PARAMETER.matcher(text).replaceAll(found -> Matcher.quoteReplacement(replacement.apply(found.group(1))));
  }

  private int number(String name) {
    if (!names.contains(name)) {
      names.add(name);
    }
    return names.indexOf(name) + 1;
  }

  /**
   * The first row; null when there is none.
   *
   * @param parameters each that the statement names, null where there is no value
   */
  public Uni<T> one(Map<String, Object> parameters) {
    return run(parameters).map(rows -> {
      RowIterator<Row> found = rows.iterator();
      return found.hasNext() ? read.apply(found.next()) : null;
    });
  }

  /** All rows in their order; the parameters as for {@link #one}. */
  public Uni<List<T>> all(Map<String, Object> parameters) {
    return run(parameters).map(rows -> {
      List<T> all = new ArrayList<>(rows.size());
      rows.forEach(row -> all.add(read.apply(row)));
      return all;
    });
  }

  private Uni<RowSet<Row>> run(Map<String, Object> parameters) {
    return Sql.run(pool, sql, Tuple.from(names.stream().map(name -> value(parameters, name)).toList()));
  }

  private static Object value(Map<String, Object> parameters, String name) {
    if (!parameters.containsKey(name)) {
      throw new IllegalArgumentException("No value for :" + name);
    }
    return parameters.get(name);
  }
}
