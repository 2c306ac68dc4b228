package org.zulipcalls.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.eclipse.microprofile.config.spi.ConfigSource;

import io.quarkus.runtime.annotations.StaticInitSafe;
import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.PropertiesConfigSource;

/**
 * Lets a secret come from a mounted file: {@code CALLS_DATABASE_PASSWORD_FILE} names the file whose text, without the
 * end of its last line, is {@code CALLS_DATABASE_PASSWORD}. A file wins over a value. {@link CallsConfig} may be read before
 * the run time's configuration is there, so the files have to be read that early as well.
 */
@StaticInitSafe
public class SecretFiles implements ConfigSourceFactory {

  /** The settings that may come from a file. */
  static final List<String> SECRETS = List.of("calls.database.password", "calls.jitsi.jwt.secret",
      "calls.jitsi.events-token", "calls.operator.password");
  private static final int ABOVE_THE_ENVIRONMENT = 450;

  @Override
  public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
    Map<String, String> read = new HashMap<>();
    for (String secret : SECRETS) {
      ConfigValue file = context.getValue(secret + "-file");
      if (file != null && file.getValue() != null && !file.getValue().isBlank()) {
        String text = read(Path.of(file.getValue().strip()));
        if (text != null) {
          // Of a value that it is given the configuration would replace ${…}.
          read.put(secret, text.replace("$", "\\$"));
        }
      }
    }
    return List.of(new PropertiesConfigSource(read, "secret files", ABOVE_THE_ENVIRONMENT));
  }

  /** The file's text, or null where it cannot be read: {@link ConfigCheck} tells the operator. */
  static String read(Path file) {
    try {
      return Files.readString(file).replaceAll("\\R\\z", "");
    } catch (IOException unreadable) {
      return null;
    }
  }
}
