package org.zulipcalls.support;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.eclipse.microprofile.config.spi.ConfigSource;

import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.PropertiesConfigSource;

/**
 * Makes the operator the one user of elytron's embedded realm. Elytron gets the digest of name, realm and password, and
 * compares with that of what somebody sends: how long it takes tells nothing of the password.
 */
public class OperatorUser implements ConfigSourceFactory {

  private static final String USERS = "quarkus.security.users.embedded.users.";
  private static final String REALM = "quarkus.security.users.embedded.realm-name";
  private static final int ABOVE_THE_ENVIRONMENT = 450;

  @Override
  public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
    return text(context, "calls.operator.password-file").map(file -> SecretFiles.read(Path.of(file.strip())))
        .or(() -> text(context, "calls.operator.password"))
        .flatMap(password -> text(context, REALM).map(realm -> user(context, realm, password)))
        .map(List::of)
        .orElse(List.of());
  }

  private static ConfigSource user(ConfigSourceContext context, String realm, String password) {
    String name = text(context, "calls.operator.username").orElse("operator");
    return new PropertiesConfigSource(Map.of(USERS + '"' + name + '"', digest(name, realm, password)), "operator",
        ABOVE_THE_ENVIRONMENT);
  }

  /** As elytron's digest-sha-512 has it. */
  private static String digest(String name, String realm, String password) {
    try {
      byte[] text = String.join(":", name, realm, password).getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-512").digest(text));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static Optional<String> text(ConfigSourceContext context, String name) {
    return Optional.ofNullable(context.getValue(name)).map(ConfigValue::getValue).filter(value -> !value.isEmpty());
  }
}
