package org.zulipcalls.support;

import java.net.ConnectException;
import java.nio.channels.ClosedChannelException;
import java.util.List;

import io.vertx.pgclient.PgException;

/** Tells a database that is away from a statement that is wrong. */
final class DatabaseFaults {

  /** Connection exceptions, insufficient resources, shutdown, starting up (PostgreSQL, appendix A). */
  private static final List<String> AWAY = List.of("08", "53", "57P");

  static boolean isUnavailable(Throwable fault) {
    for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
      if (cause instanceof ConnectException || cause instanceof ClosedChannelException) {
        return true;
      }
      if (cause instanceof PgException refused && refused.getSqlState() != null
          && AWAY.stream().anyMatch(refused.getSqlState()::startsWith)) {
        return true;
      }
      String text = String.valueOf(cause.getMessage());
      if (text.contains("Connection closed") || text.contains("Connection reset")) {
        return true;
      }
    }
    return false;
  }

  private DatabaseFaults() {
  }
}
