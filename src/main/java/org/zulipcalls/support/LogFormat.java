package org.zulipcalls.support;

import java.util.logging.Handler;

import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import org.jboss.logmanager.ExtHandler;
import org.jboss.logmanager.LogContext;
import org.jboss.logmanager.formatters.JsonFormatter;

import io.quarkus.runtime.StartupEvent;

/**
 * How the log is written: safely, and as one JSON object a line when asked for. What is logged while the schema is brought up
 * to date comes before and stays text.
 */
@Singleton
class LogFormat {

  private static final int FIRST = 1;

  private final boolean json;

  LogFormat(CallsConfig config) {
    json = config.log().json();
  }

  void start(@Observes @Priority(FIRST) StartupEvent started) {
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
