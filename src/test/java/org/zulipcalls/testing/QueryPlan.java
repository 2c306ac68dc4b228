package org.zulipcalls.testing;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

import org.zulipcalls.support.SqlStatement;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** How PostgreSQL would run a statement with {@code :named} parameters. */
public final class QueryPlan {

  /** The plan's nodes that read a table from one end to the other, as text. */
  public static List<String> sequentialScans(Database database, String sql, Map<String, Object> parameters) {
    List<String> found = new ArrayList<>();
    collect(explain(database, sql, parameters).get(0).get("Plan"), found);
    return found;
  }

  /** Its scans of the calls' indexes that let in all of a realm, as text. */
  public static List<String> realmScans(Database database, String sql, Map<String, Object> parameters) {
    return explain(database, sql, parameters).findParents("Index Cond")
        .stream()
        .map(scan -> scan.path("Index Name").asText() + " " + scan.path("Index Cond").asText())
        .filter(scan -> scan.matches("(?s)call_(by|open|one)_.*\\(realm = .*"))
        .filter(scan -> !scan.matches("(?s).*\\((initiator_id|recipient_id|LEAST).*"))
        .toList();
  }

  /** The indexes of the calls that it reads from one end to the other. */
  public static List<String> wholeIndexes(Database database, String sql, Map<String, Object> parameters) {
    return explain(database, sql, parameters).findParents("Index Name")
        .stream()
        .filter(scan -> !scan.has("Index Cond") && scan.path("Index Name").asText().matches("call_(by|open|one)_.*"))
        .map(JsonNode::toString)
        .toList();
  }

  /**
   * How it reads a table, when it is planned once for whatever values come, as PostgreSQL may after five times.
   *
   * @return the conditions of its index scans, of a sequential scan its type
   */
  public static List<String> genericScans(Database database, String sql, String table) {
    List<String> names = new ArrayList<>();
    String positional = SqlStatement.replaced(sql, name -> {
      if (!names.contains(name)) {
        names.add(name);
      }
      return "$" + (names.indexOf(name) + 1);
    });
    try (Connection connection = database.connect(); Statement statement = connection.createStatement()) {
      statement.execute("SET plan_cache_mode = force_generic_plan");
      statement.execute("PREPARE generic AS " + positional);
      ResultSet explained = statement.executeQuery("EXPLAIN (FORMAT JSON) EXECUTE generic("
          + String.join(", ", Collections.nCopies(names.size(), "NULL")) + ")");
      explained.next();
      JsonNode plan = new ObjectMapper().readTree(explained.getString(1));
      return plan.findParents("Relation Name")
          .stream()
          .filter(scan -> scan.path("Relation Name").asText().equals(table))
          .map(
              scan -> scan.path("Index Cond").asText(scan.path("Recheck Cond").asText(scan.path("Node Type").asText())))
          .toList();
    } catch (SQLException | JsonProcessingException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  private static void collect(JsonNode node, List<String> found) {
    if (node.path("Node Type").asText().endsWith("Seq Scan")) {
      found.add(node.path("Node Type").asText() + " on " + node.path("Relation Name").asText());
    }
    node.path("Plans").forEach(child -> collect(child, found));
  }

  private static JsonNode explain(Database database, String sql, Map<String, Object> parameters) {
    List<Object> values = new ArrayList<>();
    String positional = SqlStatement.replaced(sql, name -> {
      if (!parameters.containsKey(name)) {
        throw new IllegalArgumentException("No value for :" + name + " of " + sql);
      }
      values.add(parameters.get(name));
      return "?";
    });
    try (Connection connection = database.connect();
        PreparedStatement statement = connection.prepareStatement("EXPLAIN (FORMAT JSON) " + positional)) {
      for (int i = 0; i < values.size(); i++) {
        statement.setObject(i + 1, values.get(i));
      }
      ResultSet plan = statement.executeQuery();
      plan.next();
      return new ObjectMapper().readTree(plan.getString(1));
    } catch (SQLException | JsonProcessingException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  private QueryPlan() {
  }
}
