package org.zulipcalls.support;

import java.util.logging.Handler;

import jakarta.inject.Singleton;

import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.jboss.logmanager.ExtHandler;
import org.jboss.logmanager.LogContext;
import org.jboss.logmanager.formatters.JsonFormatter;

import io.quarkus.flyway.FlywayConfigurationCustomizer;

/**
 * How the log is written: safely, and as one JSON object a line when asked for. It customizes Flyway for the moment alone:
 * Flyway runs before {@code StartupEvent}, and there is no earlier one at which a bean is called.
 */
@Singleton
class LogFormat implements FlywayConfigurationCustomizer {

  private final boolean json;

  LogFormat(CallsConfig config) {
    json = config.log().json();
  }

  @Override
  public void customize(FluentConfiguration migration) {
    for (Handler handler : LogContext.getLogContext().getLogger("").getHandlers()) {
      format(handler);
    }
  }

  private void format(Handler handler) {
    if (handler instanceof ExtHandler group && group.getHandlers().length > 0) {
      for (Handler member : group.getHandlers()) {
        format(member);
      }
    } else if (json) {
      handler.setFormatter(new SafeFormatter(new JsonFormatter()));
    } else if (handler.getFormatter() != null && !(handler.getFormatter() instanceof SafeFormatter)) {
      handler.setFormatter(new SafeFormatter(handler.getFormatter()));
    }
  }
}
