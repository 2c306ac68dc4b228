package org.zulipcalls.demo;

import java.util.Locale;

/** Django's {@code get_preferred_type}, reduced to the one question that {@code JsonErrorHandler} asks. */
final class Accept {
  private Accept() {
  }

  /** Whether {@code text/html} is wanted more than {@code application/json}; JSON wins a tie. */
  static boolean prefersHtml(String accept) {
    if (accept == null) {
      return false;
    }
    return quality(accept, "text", "html") > quality(accept, "application", "json");
  }

  private static double quality(String accept, String type, String subtype) {
    double best = 0;
    int bestSpecificity = -1;
    for (String range : accept.toLowerCase(Locale.ROOT).split(",")) {
      String[] parts = range.strip().split("\\s*;\\s*");
      int specificity = specificity(parts[0], type, subtype);
      if (specificity > bestSpecificity) {
        bestSpecificity = specificity;
        best = parameterQ(parts);
      }
    }
    return best;
  }

  private static int specificity(String range, String type, String subtype) {
    if (range.equals(type + "/" + subtype)) {
      return 2;
    }
    if (range.equals(type + "/*")) {
      return 1;
    }
    return range.equals("*/*") ? 0 : -1;
  }

  private static double parameterQ(String[] parts) {
    for (int i = 1; i < parts.length; i++) {
      if (parts[i].startsWith("q=")) {
        try {
          return Double.parseDouble(parts[i].substring(2));
        } catch (NumberFormatException e) {
          return 1;
        }
      }
    }
    return 1;
  }
}
