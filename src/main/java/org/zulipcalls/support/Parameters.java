package org.zulipcalls.support;

import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

import jakarta.enterprise.context.RequestScoped;

/**
 * The parameters of one request, wherever they came from: form, query string or JSON body (spec/api.md, Conventions).
 * Asking for one marks it as used; what nobody asked for is listed in the answer, as Zulip does.
 */
@RequestScoped
public class Parameters {

  /** Zulip's common parameters: no endpoint reads them, none complains about them (zerver/lib/typed_endpoint.py). */
  private static final Set<String> COMMON = Set.of("client", "csrfmiddlewaretoken");
  private static final int LONGEST = 10_000;

  private final Map<String, String> values = new LinkedHashMap<>();
  private final Set<String> used = new LinkedHashSet<>(COMMON);

  /**
   * Adds a value unless an earlier source has given the parameter: form or JSON body first, then the query string.
   *
   * @param value null: it was named, but has none
   */
  void offer(String name, String value) {
    if (!isText(name)) {
      throw notText(name);
    }
    values.putIfAbsent(name, value);
  }

  private static ApiException notText(String name) {
    return ApiException.badRequest(printable(name) + " holds characters that are not text");
  }

  /** Neither PostgreSQL nor UTF-8 holds anything else: no NUL, no half of a surrogate pair. */
  private static boolean isText(String value) {
    return value.codePoints()
        .noneMatch(point -> point == 0 || point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE);
  }

  private static String printable(String name) {
    return name.replaceAll("[^\\p{L}\\p{N}_.-]", "?");
  }

  /** The value, if it was sent; a string's JSON quotes are gone. Fails with 400 for what is no text, or too much of it. */
  public Optional<String> find(String name) {
    used.add(name);
    String value = values.get(name);
    if (value != null && !isText(value)) {
      throw notText(name);
    }
    if (value != null && value.length() > LONGEST) {
      throw ApiException.badRequest(printable(name) + " is too long (limit: " + LONGEST + " characters)");
    }
    return Optional.ofNullable(value);
  }

  /** The value; fails with 400 {@code REQUEST_VARIABLE_MISSING} and {@code var_name}. */
  public String require(String name) {
    return find(name).orElseThrow(() -> missing(name));
  }

  /** What a missing parameter is answered with. */
  public static ApiException missing(String name) {
    return new ApiException(400, "REQUEST_VARIABLE_MISSING", "Missing '" + name + "' argument").with("var_name", name);
  }

  /** {@code true} or {@code false} in any case; fails with 400. */
  public boolean flag(String name, boolean otherwise) {
    return find(name).map(value -> switch (value.strip().toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw ApiException.badRequest(name + " is not a boolean: it takes true or false");
    }).orElse(otherwise);
  }

  /** A whole number of at least {@code least} and at most {@code most}; fails with 400. */
  public Optional<Long> number(String name, long least, long most) {
    return whole(name, least, " from " + least + " to " + most, BigInteger.valueOf(most)).map(BigInteger::longValue);
  }

  /** A whole number of at least {@code least}, {@code most} where it is more; fails with 400. */
  public Optional<Long> numberUpTo(String name, long least, long most) {
    return whole(name, least, " from " + least + " on", null).map(number -> number.min(BigInteger.valueOf(most)))
        .map(BigInteger::longValue);
  }

  private Optional<BigInteger> whole(String name, long least, String range, BigInteger most) {
    return find(name).map(text -> {
      try {
        BigInteger number = new BigInteger(text.strip());
        if (number.compareTo(BigInteger.valueOf(least)) >= 0 && (most == null || number.compareTo(most) <= 0)) {
          return number;
        }
      } catch (NumberFormatException notANumber) {
        // falls through to the refusal
      }
      throw ApiException.badRequest(name + " is not an integer" + range);
    });
  }

  /** The id of a device; fails with 400. */
  public Optional<UUID> device(String name) {
    return find(name).map(text -> {
      try {
        return UUID.fromString(text.strip());
      } catch (IllegalArgumentException malformed) {
        throw ApiException.badRequest(name + " is not the id of a device");
      }
    });
  }

  /** One of the words, in lower case; fails with 400. */
  public Optional<String> word(String name, List<String> words) {
    return find(name).map(text -> {
      String word = text.strip().toLowerCase(Locale.ROOT);
      if (words.contains(word)) {
        return word;
      }
      throw ApiException.badRequest(name + " is not one of: " + String.join(", ", words));
    });
  }

  /** The names that were sent and nobody asked for, sorted. */
  Set<String> unused() {
    Set<String> unused = new TreeSet<>(values.keySet());
    unused.removeAll(used);
    return unused;
  }
}
