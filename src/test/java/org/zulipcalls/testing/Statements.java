package org.zulipcalls.testing;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Map;
import java.util.TreeMap;

/** The SQL of a class, so that no statement is forgotten. */
public final class Statements {

  /** Every constant that is a statement, by the names of its class and its own: {@code CallStore.INSERT}. */
  public static Map<String, String> of(Class<?>... types) {
    Map<String, String> statements = new TreeMap<>();
    for (Class<?> type : types) {
      for (Field field : type.getDeclaredFields()) {
        if (Modifier.isStatic(field.getModifiers()) && field.getType() == String.class) {
          statements.put(type.getSimpleName() + "." + field.getName(), text(field));
        }
      }
    }
    statements.values().removeIf(text -> !text.strip().matches("(?s)(SELECT|WITH|UPDATE|INSERT|DELETE)\\b.*"));
    return statements;
  }

  private static String text(Field field) {
    try {
      field.setAccessible(true);
      return (String) field.get(null);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  private Statements() {
  }
}
