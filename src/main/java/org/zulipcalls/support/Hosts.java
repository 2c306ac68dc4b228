package org.zulipcalls.support;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Servers by their names: {@code meet.jit.si,jitsi.example.com}. */
public record Hosts(Set<String> names) {

  /**
   * What the configuration's converter calls.
   *
   * @throws IllegalArgumentException when a name is none; the message says what is taken
   */
  public static Hosts of(String value) {
    return new Hosts(Stream.of(value.toLowerCase(Locale.ROOT).split(","))
        .map(String::strip)
        .filter(name -> !name.isEmpty())
        .map(Hosts::checked)
        .collect(Collectors.toUnmodifiableSet()));
  }

  private static String checked(String name) {
    if (!name.matches("[a-z0-9.-]+")) {
      throw new IllegalArgumentException("takes names of hosts such as meet.jit.si, comma separated");
    }
    return name;
  }

  public boolean contains(String host) {
    return names.contains(host.toLowerCase(Locale.ROOT));
  }
}
