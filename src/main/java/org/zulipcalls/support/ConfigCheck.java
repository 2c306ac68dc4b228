package org.zulipcalls.support;

import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.eclipse.microprofile.config.Config;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.runtime.configuration.DurationConverter;

/**
 * Reads every setting of {@link CallsConfig} once more before the start, so that an operator's mistake is one line that
 * names the variable and what it takes, never a stack trace. No value is repeated: it may be a secret.
 */
// Their methods are the settings, also in the native executable.
@RegisterForReflection(targets = {CallsConfig.class, CallsConfig.Database.class, CallsConfig.Zulip.class,
    CallsConfig.Jitsi.class, CallsConfig.Jitsi.Jwt.class, CallsConfig.Limit.class, CallsConfig.Feed.class,
    CallsConfig.Push.class, CallsConfig.Push.Fcm.class, CallsConfig.Log.class, CallsConfig.Operator.class})
public class ConfigCheck {

  private static final int LEAST_PASSWORD = 12;
  /** One host, on which both of our clients agree; the port is the first group. */
  private static final Pattern DATABASE_FORM = Pattern
      .compile("postgresql://(?:[\\w.-]+|\\[[0-9a-fA-F:.]+])(?::([^/?]*))?/[^/@?\\s]+(?:\\?\\S*)?");
  /** What the files hold that are no secrets'. */
  private static final Map<String, String> CONTENTS = Map.of("calls.push.fcm.credentials-file",
      "a service account as Firebase gives it, in JSON", "calls.jitsi.jwt.private-key-file",
      "an RSA private key in PKCS #8 PEM", "calls.database.ca-file", "certificates in PEM");

  private final Config config;
  private final List<String> problems = new ArrayList<>();

  public ConfigCheck(Config config) {
    this.config = config;
  }

  /** One line for each setting that does not fit; empty when the service may start. */
  public List<String> problems() {
    problems.clear();
    walk(CallsConfig.class, "calls");
    database();
    if (problems.isEmpty()) {
      databaseAuthority();
      jitsiTokens();
      // What a header can carry.
      require(text("calls.jitsi.events-token").matches("[!-~]*"), "calls.jitsi.events-token",
          "takes letters, digits and signs of ASCII, no spaces");
      operator();
    }
    port("quarkus.http.port");
    port("quarkus.management.port");
    host("quarkus.http.host");
    host("quarkus.management.host");
    return List.copyOf(problems);
  }

  private void walk(Class<?> group, String prefix) {
    for (Method setting : group.getMethods()) {
      String name = prefix + "." + kebab(setting.getName());
      if (CallsConfig.class.getPackage().equals(setting.getReturnType().getPackage())
          && setting.getReturnType().isInterface()) {
        walk(setting.getReturnType(), name);
      } else {
        leaf(name, setting.getGenericReturnType());
      }
    }
  }

  private void leaf(String name, Type declared) {
    boolean optional = declared instanceof ParameterizedType;
    Type type = declared instanceof ParameterizedType wrapped ? wrapped.getActualTypeArguments()[0] : declared;
    Optional<String> value = config.getOptionalValue(name, String.class);
    String raw = config.getConfigValue(name).getRawValue();
    if (value.isPresent()) {
      convert(name, type, value.get());
    } else if (raw != null && !raw.isEmpty()) {
      problem(name, "stands for another setting by ${…}, which is not set; a $ is written \\$");
    } else if (raw != null && !optional) {
      int before = problems.size();
      convert(name, type, "");
      require(problems.size() > before, name, "is empty; set a value or leave it out");
    }
  }

  private void convert(String name, Type type, String value) {
    try {
      if (type == Duration.class) {
        duration(name, value);
      } else if (type == boolean.class) {
        require(value.matches("(?i)true|false"), name, "takes true or false");
      } else if (type == Path.class) {
        file(name, Path.of(value));
      } else if (type == HttpUrl.class) {
        HttpUrl.of(value);
      } else if (type == Rate.class) {
        Rate.of(value);
      } else if (type == Networks.class) {
        Networks.of(value);
      } else if (type == Hosts.class) {
        Hosts.of(value);
      } else if (type == DomainAliases.class) {
        DomainAliases.of(value);
      }
    } catch (IllegalArgumentException refused) {
      problem(name, refused.getMessage());
    }
  }

  private void file(String name, Path file) {
    boolean readable = Files.isReadable(file) && !Files.isDirectory(file);
    require(readable, name, "names a file that does not exist or cannot be read; takes one with "
        + CONTENTS.getOrDefault(name, "the secret alone"));
    if (readable && SecretFiles.SECRETS.contains(name.replaceFirst("-file$", ""))) {
      String secret = SecretFiles.read(file);
      require(secret != null && !secret.isBlank(), name, "names a file that is empty, or no text in UTF-8");
    }
  }

  private void duration(String name, String value) {
    boolean zeroAllowed = name.equals("calls.retention") || name.endsWith(".check-interval");
    String takes = "takes a time such as 45s, 5m, 4h or 90d, " + (zeroAllowed ? "or 0" : "at least 1s");
    try {
      Duration time = DurationConverter.parseDuration(value.strip());
      // Of nothing it makes null.
      boolean fits = time != null && (zeroAllowed && time.isZero() || time.compareTo(Duration.ofSeconds(1)) >= 0)
          && time.compareTo(Duration.ofDays(36_500)) < 0;
      require(fits, name, takes);
    } catch (IllegalArgumentException malformed) {
      problem(name, takes);
    }
  }

  private void database() {
    String name = "calls.database.url";
    String value = config.getOptionalValue(name, String.class).orElse("");
    Matcher url = DATABASE_FORM.matcher(value);
    require(url.matches() && (url.group(1) == null || isPort(url.group(1))), name,
        (value.isEmpty() ? "is missing; " : "")
            + "takes postgresql://host:port/database, with user and password in CALLS_DATABASE_USERNAME and _PASSWORD");
    require(DatabaseTls.isKnown(value), name,
        "takes after the database ?sslmode=" + String.join(", ", DatabaseTls.MODES)
            + " alone; the authority's certificate is in CALLS_DATABASE_CA_FILE");
  }

  /** A file that nobody looks at would let its operator believe that somebody does. */
  private void databaseAuthority() {
    String name = "calls.database.ca-file";
    boolean verifies = DatabaseTls.verifies(text("calls.database.url"));
    String file = text(name);
    require(!verifies || !file.isEmpty(), name,
        "is missing; sslmode=verify-ca and verify-full need the certificate of the authority that signed the database's");
    require(verifies || file.isEmpty(), name,
        "is used by sslmode=verify-ca and verify-full alone; set one of them in CALLS_DATABASE_URL");
    require(file.isEmpty() || DatabaseTls.holdsCertificates(Path.of(file)), name,
        "names a file that holds no certificate in PEM");
  }

  /** Both kinds of token need the app id; whoever sets half of one believes that there are tokens. */
  private void jitsiTokens() {
    String secret = text("calls.jitsi.jwt.secret");
    String key = text("calls.jitsi.jwt.private-key-file");
    require(secret.isEmpty() && key.isEmpty() || !text("calls.jitsi.jwt.app-id").isEmpty(), "calls.jitsi.jwt.app-id",
        "is missing; a token needs it");
    require(secret.isEmpty() || key.isEmpty(), "calls.jitsi.jwt.secret",
        "stands beside CALLS_JITSI_JWT_PRIVATE_KEY_FILE; set one of the two");
    boolean keyId = !text("calls.jitsi.jwt.key-id").isEmpty();
    require(!keyId || !key.isEmpty(), "calls.jitsi.jwt.private-key-file",
        "is missing; set it, or leave CALLS_JITSI_JWT_KEY_ID out");
    require(keyId || !secret.isEmpty() || !key.isEmpty() || text("calls.jitsi.jwt.app-id").isEmpty(),
        "calls.jitsi.jwt.secret",
        "is missing; set it, or CALLS_JITSI_JWT_PRIVATE_KEY_FILE, or leave CALLS_JITSI_JWT_APP_ID out");
    if (!key.isEmpty()) {
      require(keyId, "calls.jitsi.jwt.key-id", "is missing; JaaS needs it");
      try {
        PrivateKeys.read(Path.of(key));
      } catch (IllegalArgumentException unreadable) {
        problem("calls.jitsi.jwt.private-key-file", unreadable.getMessage());
      }
    }
  }

  private void operator() {
    int length = text("calls.operator.password").length();
    require(length == 0 || length >= LEAST_PASSWORD, "calls.operator.password",
        "takes at least " + LEAST_PASSWORD + " characters");
    require(
        config.getOptionalValue("calls.operator.username", String.class).orElse("operator").matches("[\\w.@-]{1,64}"),
        "calls.operator.username", "takes 1 to 64 letters, digits and . _ - @");
  }

  private String text(String name) {
    return config.getOptionalValue(name, String.class).orElse("");
  }

  /** The value, {@code otherwise} where none is set; what is set to nothing, which Quarkus refuses, is that. */
  private String set(String name, String otherwise) {
    return config.getOptionalValue(name, String.class)
        .or(() -> Optional.ofNullable(config.getConfigValue(name).getRawValue()))
        .orElse(otherwise);
  }

  private void host(String name) {
    try {
      String value = set(name, "0.0.0.0");
      if (value.isEmpty()) {
        throw new UnknownHostException();
      }
      InetAddress.getByName(value);
    } catch (UnknownHostException unknown) {
      problem(name, "takes an address to listen on, such as 0.0.0.0 or 127.0.0.1");
    }
  }

  private void port(String name) {
    require(isPort(set(name, "0")), name, "takes a port, 0 to 65535");
  }

  private static boolean isPort(String value) {
    return value.matches("\\d{1,5}") && Integer.parseInt(value) <= 65535;
  }

  private void require(boolean fits, String name, String otherwise) {
    if (!fits) {
      problem(name, otherwise);
    }
  }

  private void problem(String name, String text) {
    problems.add(name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_') + ": " + text);
  }

  private static String kebab(String method) {
    return method.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }
}
