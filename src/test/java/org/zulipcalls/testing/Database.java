package org.zulipcalls.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.zulipcalls.demo.FreePort;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

/** A real PostgreSQL of the test's own, and plain SQL on it. */
public final class Database implements AutoCloseable {

  private static final String USER = "postgres";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final EmbeddedPostgres postgres;
  private Connection connection;

  private Database(EmbeddedPostgres postgres) {
    this.postgres = postgres;
  }

  public static Database start() {
    return start(EmbeddedPostgres.builder()
        .setServerConfig("fsync", "off")
        // Else a server that is killed forgets what it has acknowledged.
        .setServerConfig("synchronous_commit", "on"));
  }

  /** One that would survive a power cut, as an operator's does; slower. */
  public static Database durable() {
    return start(EmbeddedPostgres.builder()
        .setServerConfig("fsync", "on")
        .setServerConfig("synchronous_commit", "on"));
  }

  /** One that speaks TLS to those who ask for it, as the host of this name. */
  public static Database encrypted(Authority authority, String host) {
    return start(EmbeddedPostgres.builder()
        .setServerConfig("fsync", "off")
        .setServerConfig("ssl", "on")
        .setServerConfig("ssl_cert_file", authority.sign(host).toString())
        .setServerConfig("ssl_key_file", authority.key(host).toString()));
  }

  private static Database start(EmbeddedPostgres.Builder builder) {
    try {
      return new Database(builder.setPort(FreePort.next())
          .setPGStartupWait(PATIENCE)
          .setServerConfig("max_connections", "100")
          .start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The settings with which the service finds it. */
  public Map<String, String> settings() {
    return Map.of("calls.database.url", url(), "calls.database.username", USER, "calls.database.password", USER);
  }

  /** As CALLS_DATABASE_URL takes it. */
  public String url() {
    return "postgresql://127.0.0.1:" + postgres.getPort() + "/postgres";
  }

  public Connection connect() throws SQLException {
    return DriverManager.getConnection("jdbc:" + url(), USER, USER);
  }

  /** The rows, each column under its label. */
  public synchronized List<Map<String, Object>> rows(String sql, Object... parameters) {
    try (PreparedStatement statement = prepare(sql, parameters);
        ResultSet found = statement.executeQuery()) {
      List<Map<String, Object>> rows = new ArrayList<>();
      while (found.next()) {
        Map<String, Object> row = new LinkedHashMap<>();
        for (int i = 1; i <= found.getMetaData().getColumnCount(); i++) {
          row.put(found.getMetaData().getColumnLabel(i), found.getObject(i));
        }
        rows.add(row);
      }
      return rows;
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  /** The only column of the only row. */
  public <T> T value(Class<T> type, String sql, Object... parameters) {
    List<Map<String, Object>> rows = rows(sql, parameters);
    if (rows.size() != 1) {
      throw new IllegalStateException(rows.size() + " rows: " + sql);
    }
    return type.cast(rows.get(0).values().iterator().next());
  }

  public long count(String sql, Object... parameters) {
    return value(Long.class, sql, parameters);
  }

  /** The first column of every row, as text. */
  public List<String> texts(String sql, Object... parameters) {
    return rows(sql, parameters).stream().map(row -> String.valueOf(row.values().iterator().next())).toList();
  }

  public synchronized int update(String sql, Object... parameters) {
    try (PreparedStatement statement = prepare(sql, parameters)) {
      return statement.executeUpdate();
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  /**
   * A hash of everything that requests write: equal before and after what must change nothing. It leaves out what becomes of
   * that later by itself (the outbox, the totals), and the counts of refusals.
   */
  public String fingerprint() {
    String rows = Stream.of("call", "call_event", "call_presence", "call_queue", "page_token", "push_device")
        .map(table -> "coalesce((SELECT string_agg(t::text, ';' ORDER BY t::text) FROM " + table + " t), '')")
        .collect(Collectors.joining(" || '|' || "));
    return value(String.class, "SELECT md5(" + rows + ")");
  }

  private PreparedStatement prepare(String sql, Object... parameters) throws SQLException {
    if (connection == null || connection.isClosed()) {
      connection = connect();
    }
    PreparedStatement statement = connection.prepareStatement(sql);
    for (int i = 0; i < parameters.length; i++) {
      statement.setObject(i + 1, parameters[i]);
    }
    return statement;
  }

  /** The next statement connects anew. */
  synchronized void forgetConnection() {
    try {
      if (connection != null) {
        connection.close();
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    try {
      postgres.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
