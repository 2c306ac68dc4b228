package org.zulipcalls.support;

import java.util.List;
import java.util.Map;

import org.eclipse.microprofile.config.spi.ConfigSource;

import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.PropertiesConfigSource;

/** Tells Flyway's driver of {@code CALLS_DATABASE_CA_FILE} where there is one: Quarkus takes no empty property for it. */
public class DatabaseAuthority implements ConfigSourceFactory {

  private static final String PROPERTY = "quarkus.datasource.jdbc.additional-jdbc-properties.sslrootcert";
  private static final int ABOVE_THE_ENVIRONMENT = 450;

  @Override
  public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
    ConfigValue file = context.getValue("calls.database.ca-file");
    return file == null || file.getValue() == null || file.getValue().isEmpty()
        ? List.of()
        : List.of(new PropertiesConfigSource(Map.of(PROPERTY, file.getValue()), "authority", ABOVE_THE_ENVIRONMENT));
  }
}
