package org.zulipcalls.demo;

import java.util.List;

import org.eclipse.microprofile.config.spi.ConfigSource;

import io.quarkus.runtime.annotations.StaticInitSafe;
import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.ConfigValue;

/**
 * Tells the service, in dev mode only, where the demo's PostgreSQL, Zulip and rooms are, so that
 * {@code ./mvnw -Pdemo quarkus:dev} needs nothing installed and nothing configured. An environment variable or a system
 * property wins over what it says.
 */
@StaticInitSafe
public final class DemoConfig implements ConfigSourceFactory {
  /** Not under {@code calls.}: there only what {@code CallsConfig} names may be a system property. */
  static final String PORT = "demo.port";
  static final String DEFAULT_PORT = "9991";

  @Override
  public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
    if (!context.getProfiles().contains("dev")) {
      return List.of();
    }
    ConfigValue port = context.getValue(PORT);
    return List.of(new DemoConfigSource(port == null || port.getValue() == null ? DEFAULT_PORT : port.getValue()));
  }
}
