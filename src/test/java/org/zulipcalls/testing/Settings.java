package org.zulipcalls.testing;

import java.util.HashMap;
import java.util.Map;

import org.eclipse.microprofile.config.Config;
import org.zulipcalls.support.CallsConfig;
import org.zulipcalls.support.SecretFiles;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;

/** The service's settings without the service. Names and values come in pairs. */
public final class Settings {

  private static final int ORDINAL = 100;

  /** What the service would read; everything else has its default. */
  public static CallsConfig of(String... pairs) {
    return builder(pairs).withMapping(CallsConfig.class).build().getConfigMapping(CallsConfig.class);
  }

  /** The same before it is converted, as at the start. */
  public static Config raw(String... pairs) {
    return builder(pairs).build();
  }

  /** The same from environment variables. */
  public static Config environment(Map<String, String> variables) {
    return builder().withSources(new EnvConfigSource(variables, ORDINAL)).build();
  }

  private static SmallRyeConfigBuilder builder(String... pairs) {
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      values.put(pairs[i], pairs[i + 1]);
    }
    return new SmallRyeConfigBuilder().addDefaultInterceptors()
        .addDiscoveredConverters()
        .withSources(new SecretFiles())
        .withSources(new PropertiesConfigSource(values, "test", ORDINAL));
  }

  private Settings() {
  }
}
