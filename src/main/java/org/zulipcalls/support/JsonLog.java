package org.zulipcalls.support;

import java.util.logging.Handler;

import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import org.jboss.logmanager.LogContext;
import org.jboss.logmanager.formatters.JsonFormatter;

import io.quarkus.runtime.StartupEvent;

/**
 * The log as one JSON object a line, when asked for. What is logged while the schema is brought up to date comes before
 * and stays text.
 */
@Singleton
class JsonLog {

  private static final int FIRST = 1;

  private final boolean wanted;

  JsonLog(CallsConfig config) {
    wanted = config.log().json();
  }

  void start(@Observes @Priority(FIRST) StartupEvent started) {
    if (wanted) {
      for (Handler handler : LogContext.getLogContext().getLogger("").getHandlers()) {
        handler.setFormatter(new JsonFormatter());
      }
    }
  }
}
