package org.zulipcalls.zulip;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

import org.zulipcalls.support.ApiException;

/** What an {@code Authorization} header says before Zulip is asked (zerver/lib/rest.py and zerver/decorator.py). */
final class BasicLogIn {

  /** What a header is made of (RFC 9110, section 5.5) but for bytes without a meaning, some of which Python takes for spaces. */
  private static final Pattern PLAIN = Pattern.compile("[\\t\\x20-\\x7e]*");
  private static final Pattern SPACE = Pattern.compile("\\s+");
  /** What Python's {@code strip} takes off, and more: nobody has it in an address. */
  private static final Pattern BLANK = Pattern.compile("[\\s\\p{Z}\\p{Cc}]+");

  /**
   * Fails with Zulip's own 401 where what should be base64 is not, or something is no ASCII. Python passes over letters that
   * do not belong, and has more spaces, so Zulip might find a key there, and we would not know whose.
   */
  static void check(String authorization) {
    String[] parts = SPACE.split(authorization.strip());
    boolean undecodable = parts.length == 2 && parts[0].equalsIgnoreCase("basic") && decoded(parts[1]).isEmpty();
    if (undecodable || !PLAIN.matcher(authorization).matches()) {
      throw new ApiException(401, "UNAUTHORIZED", "Invalid authorization header for basic auth")
          .header("WWW-Authenticate", "Basic realm=\"zulip\"");
    }
  }

  /** The e-mail address, in one spelling for all that Zulip takes for the same; empty where there is none, and so no guess. */
  static Optional<String> email(String authorization) {
    String[] parts = SPACE.split(authorization.strip());
    return decoded(parts[parts.length - 1]).filter(pair -> pair.contains(":"))
        .map(pair -> BLANK.matcher(pair.substring(0, pair.indexOf(':'))).replaceAll(""))
        .map(email -> email.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT));
  }

  private static Optional<String> decoded(String base64) {
    try {
      return Optional.of(new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8));
    } catch (IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }

  private BasicLogIn() {
  }
}
