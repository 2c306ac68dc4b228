package org.zulipcalls.feed;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.net.SocketException;
import java.time.Duration;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.zulipcalls.testing.Settings;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;

/** A database that says nothing more, and whose connections stay: its machine is gone. */
class SilentDatabaseTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Vertx vertx = Vertx.vertx();
  private final NetServer silent = vertx.createNetServer()
      .connectHandler(client -> client.handler(said -> {
      }))
      .listen(0, "127.0.0.1")
      .toCompletionStage()
      .toCompletableFuture()
      .join();

  @AfterEach
  void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @Test
  void noReadOfTheLogIsWaitedForForEver() {
    io.vertx.sqlclient.Pool pool = PgBuilder.pool()
        .connectingTo(new PgConnectOptions().setPort(silent.actualPort()).setHost("127.0.0.1").setUser("postgres"))
        .using(vertx)
        .build();
    EventLog log = new EventLog(Pool.newInstance(pool), Settings.of());
    Stream.<Uni<?>>of(log.after(1), log.head(), log.writers())
        .map(read -> read.subscribe().withSubscriber(UniAssertSubscriber.create()))
        .toList()
        .forEach(read -> assertInstanceOf(SocketException.class, read.awaitFailure(PATIENCE).getFailure()));
  }
}
