package org.zulipcalls.support;

import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import java.util.regex.Pattern;

import javax.net.ssl.SSLException;

import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.ClosedConnectionException;

/** Tells a database that is away from a statement that is wrong. */
final class DatabaseFaults {

  private static final List<Class<? extends Throwable>> NO_CONNECTION = List.of(SocketException.class,
      UnknownHostException.class, ClosedChannelException.class, ClosedConnectionException.class, SSLException.class);
  /** What PostgreSQL's client says of a connection that is going, or that it waited for, in an exception of no class of its own. */
  private static final Pattern LOST = Pattern.compile(
      "(?i)connection (closed|reset|was closed|has been closed|is not active)|timeout waiting for connection|^timeout$"
          + "|ssl handshake failed|does not handle ssl connection");
  /**
   * Connection exceptions, insufficient resources, shutdown, starting up, a server that is no longer the first one, and a
   * transaction that we have left alone for too long (PostgreSQL, appendix A).
   */
  private static final List<String> AWAY = List.of("08", "53", "57P", "25006", "25P03");

  static boolean isUnavailable(Throwable fault) {
    return fault != null && (isAway(fault) || isUnavailable(fault.getCause()));
  }

  private static boolean isAway(Throwable fault) {
    return fault instanceof PgException refused && refused.getSqlState() != null
        ? AWAY.stream().anyMatch(refused.getSqlState()::startsWith)
        : NO_CONNECTION.stream().anyMatch(type -> type.isInstance(fault))
            || LOST.matcher(String.valueOf(fault.getMessage())).find();
  }

  private DatabaseFaults() {
  }
}
