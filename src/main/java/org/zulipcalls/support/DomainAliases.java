package org.zulipcalls.support;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** E-mail domains that stand for each other, both ways: {@code zulipdev.com=zulip.com,old.org=new.org}. */
public record DomainAliases(List<Pair> pairs) {

  record Pair(String one, String other) {}

  /**
   * What the configuration's converter calls.
   *
   * @throws IllegalArgumentException when a pair is malformed; the message says what is taken
   */
  public static DomainAliases of(String value) {
    List<Pair> pairs = new ArrayList<>();
    for (String item : value.split(",")) {
      if (item.isBlank()) {
        continue;
      }
      String[] sides = item.strip().toLowerCase(Locale.ROOT).split("=", -1);
      if (sides.length != 2 || !isDomain(sides[0]) || !isDomain(sides[1])) {
        throw new IllegalArgumentException("takes pairs of domains such as zulipdev.com=zulip.com, comma separated");
      }
      pairs.add(new Pair(sides[0], sides[1]));
    }
    return new DomainAliases(List.copyOf(pairs));
  }

  private static boolean isDomain(String text) {
    return text.matches("[a-z0-9]([a-z0-9.-]*[a-z0-9])?");
  }

  /** The address itself, then what it may also be written as, each once. */
  public List<String> spellings(String email) {
    List<String> spellings = new ArrayList<>(List.of(email));
    int at = email.lastIndexOf('@');
    String name = email.substring(0, at + 1);
    String domain = email.substring(at + 1).toLowerCase(Locale.ROOT);
    for (Pair pair : pairs) {
      String alias = pair.one.equals(domain) ? pair.other : pair.other.equals(domain) ? pair.one : null;
      if (alias != null && !spellings.contains(name + alias)) {
        spellings.add(name + alias);
      }
    }
    return spellings;
  }
}
