package org.zulipcalls.support;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.util.stream.Stream;

import javax.net.ssl.SSLHandshakeException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.vertx.core.VertxException;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.ClosedConnectionException;

class DatabaseFaultsTest {

  static Stream<Throwable> whileItIsAway() {
    return Stream.of(new ConnectException("Connection refused"), new NoRouteToHostException(),
        new UnknownHostException("database"), new ClosedChannelException(), ClosedConnectionException.INSTANCE,
        new VertxException("Pending requests failed to be sent due to connection has been closed."),
        new VertxException("Connection is not active now, current status: CLOSED"),
        new VertxException("Connection was closed"), new VertxException("Timeout waiting for connection"),
        new VertxException("Timeout"), new VertxException("Connection reset"), new VertxException("Connection closed"),
        new SSLHandshakeException("PKIX path building failed"), new VertxException("SSL handshake failed"),
        new Exception("Postgres Server does not handle SSL connection"));
  }

  @ParameterizedTest
  @MethodSource
  void whileItIsAway(Throwable fault) {
    assertTrue(DatabaseFaults.isUnavailable(fault));
    assertTrue(DatabaseFaults.isUnavailable(new IllegalStateException("in Hibernate", fault)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"08006", "53300", "57P01", "57P03", "25006", "25P03"})
  void whenItSaysThatItCannot(String sqlState) {
    assertTrue(DatabaseFaults.isUnavailable(new PgException("no", "FATAL", sqlState, null)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"23505", "42P01", "22021", "40001"})
  void whatIsWrongIsAnotherMatter(String sqlState) {
    assertFalse(DatabaseFaults.isUnavailable(new PgException("Timeout", "ERROR", sqlState, null)));
    assertFalse(DatabaseFaults.isUnavailable(new IllegalStateException("A timeout of something else")));
    assertFalse(DatabaseFaults.isUnavailable(new NullPointerException()));
  }
}
