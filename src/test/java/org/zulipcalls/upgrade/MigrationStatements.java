package org.zulipcalls.upgrade;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether a migration only adds. What is in this list can be done while replicas of the version before still read and
 * write; everything else cannot, or has not been thought about yet.
 */
final class MigrationStatements {

  private static final String NAME = "([a-z_0-9]+)";
  private static final Pattern TABLE = Pattern.compile("create (?:unlogged )?table " + NAME + " .*");
  private static final Pattern INDEX = Pattern.compile("create (unique )?index " + NAME + " on " + NAME + " (.*)");
  private static final Pattern NO_INDEX = Pattern.compile("drop index " + NAME);
  private static final Pattern ALTER = Pattern.compile("alter table " + NAME + " (.*)");
  /** With a default or without NOT NULL: the version before does not fill it. */
  private static final Pattern COLUMN = Pattern.compile("add column " + NAME
      + " (?!.*\\b(unique|primary key|references|generated)\\b)(?:(?!.*\\bnot null\\b).*|.*\\bdefault\\b.*)");
  private static final Pattern FUNCTION = Pattern.compile("create function .*");
  private static final Pattern TRIGGER = Pattern.compile("create trigger .*");

  private final Set<String> newTables = new HashSet<>();
  private final List<String> statements;
  private final List<String> before;

  private MigrationStatements(String sql, String before) {
    statements = statements(sql);
    this.before = statements(before);
  }

  /**
   * The first statement that does more than to add; empty where there is none.
   *
   * @param before the migrations before this one
   */
  static Optional<String> unsafe(String sql, String before) {
    MigrationStatements migration = new MigrationStatements(sql, before);
    return migration.statements.stream().filter(statement -> !migration.isSafe(statement)).findFirst();
  }

  private static List<String> statements(String sql) {
    String plain = Pattern.compile("\\$\\$.*?\\$\\$", Pattern.DOTALL)
        .matcher(sql.replaceAll("--.*", ""))
        .replaceAll("'body'")
        .replaceAll("'[^']*'", "''")
        .replaceAll("\\s+", " ")
        .toLowerCase(Locale.ROOT);
    return Arrays.stream(plain.split(";")).map(String::strip).filter(statement -> !statement.isEmpty()).toList();
  }

  private boolean isSafe(String statement) {
    Matcher table = TABLE.matcher(statement);
    if (table.matches()) {
      newTables.add(table.group(1));
      return true;
    }
    Matcher index = INDEX.matcher(statement);
    if (index.matches()) {
      // What is unique in a table that has rows may not be so in the rows that the version before writes.
      return index.group(1) == null || newTables.contains(index.group(3)) || isUniqueAlready(index);
    }
    Matcher noIndex = NO_INDEX.matcher(statement);
    if (noIndex.matches()) {
      return statements.stream()
          .map(INDEX::matcher)
          .anyMatch(again -> again.matches() && again.group(2).equals(noIndex.group(1)));
    }
    Matcher alter = ALTER.matcher(statement);
    if (alter.matches()) {
      return actions(alter.group(2)).stream().allMatch(action -> COLUMN.matcher(action).matches());
    }
    return FUNCTION.matcher(statement).matches() || TRIGGER.matcher(statement).matches();
  }

  /** An index of that name said the same, be it in another order, or of more rows. */
  private boolean isUniqueAlready(Matcher index) {
    return before.stream()
        .map(INDEX::matcher)
        .anyMatch(old -> old.matches() && old.group(1) != null && old.group(2).equals(index.group(2))
            && old.group(3).equals(index.group(3)) && saysNoMore(index.group(4), old.group(4)));
  }

  private static boolean saysNoMore(String now, String before) {
    return words(now).equals(words(before))
        || before.contains(" where ") && now.startsWith(before + " and ") && !now.contains(" or ");
  }

  private static List<String> words(String text) {
    return Arrays.stream(text.split("\\W+")).filter(word -> !word.isEmpty()).sorted().toList();
  }

  /** Parted by the commas that stand in no parentheses. */
  private static List<String> actions(String text) {
    List<String> actions = new ArrayList<>();
    int depth = 0;
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      char letter = text.charAt(i);
      depth += letter == '(' ? 1 : letter == ')' ? -1 : 0;
      if (letter == ',' && depth == 0) {
        actions.add(text.substring(start, i).strip());
        start = i + 1;
      }
    }
    actions.add(text.substring(start).strip());
    return actions;
  }
}
