package org.zulipcalls.support;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.zulipcalls.testing.ServiceTest;
import org.zulipcalls.testing.Settings;

import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.PoolOptions;

@QuarkusTest
class DatabasePoolTest extends ServiceTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Inject
  Pool pool;
  @Inject
  Vertx vertx;

  /** What it has locked, and the place in the log that it has taken, would be held until TCP gives up. */
  @Test
  void theTransactionOfALostReplicaIsOverSoon() {
    assertEquals("10s", pool.withConnection(connection -> connection
        .query("SHOW idle_in_transaction_session_timeout")
        .execute()
        .map(rows -> rows.iterator().next().getString(0))).await().atMost(Duration.ofSeconds(20)));
  }

  /** Else all connections of the pool would be waiting for it until TCP gives up, a quarter of an hour later. */
  @Test
  void aDatabaseThatIsLostWithoutAWordIsLeftForItsSuccessor() {
    AtomicBoolean isLost = new AtomicBoolean();
    NetServer way = wayToTheDatabase(isLost);
    Pool small = Pool.newInstance(new DatabasePool(Settings.of()).create(new Input(vertx, way.actualPort())));
    try {
      assertEquals(1, ask(small).await().atMost(PATIENCE));
      isLost.set(true);
      List<UniAssertSubscriber<Integer>> lost = IntStream.range(0, 4)
          .mapToObj(i -> ask(small).subscribe().withSubscriber(UniAssertSubscriber.<Integer>create()))
          .toList();
      lost.get(0).awaitFailure(PATIENCE);
      isLost.set(false);
      Awaitility.await().atMost(PATIENCE).until(() -> {
        try {
          return ask(small).await().atMost(Duration.ofSeconds(1)) == 1;
        } catch (RuntimeException notYet) {
          return false;
        }
      });
    } finally {
      small.closeAndAwait();
      way.close();
    }
  }

  /** The client was told that it failed, and may have asked again. */
  @Test
  void whatWaitedInVainDoesNotRunLater() {
    Pool small = Pool.newInstance(new DatabasePool(Settings.of()).create(new Input(vertx, port())));
    try {
      List<UniAssertSubscriber<Void>> busy = IntStream.range(0, 2)
          .mapToObj(i -> small.withConnection(connection -> connection.query("SELECT pg_sleep(9)").execute())
              .replaceWithVoid()
              .subscribe()
              .withSubscriber(UniAssertSubscriber.<Void>create()))
          .toList();
      Uni<?> late = Sql.run(small, "CREATE TABLE too_late ()", Tuple.tuple());
      assertThrows(CompletionException.class, () -> late.await().atMost(PATIENCE));
      busy.forEach(one -> one.awaitItem(PATIENCE));
      assertEquals(1, ask(small).await().atMost(PATIENCE));
      assertEquals(0, database.count("SELECT count(*) FROM pg_class WHERE relname = 'too_late'"));
    } finally {
      small.closeAndAwait();
    }
  }

  private int port() {
    return URI.create(database.url()).getPort();
  }

  private static Uni<Integer> ask(Pool pool) {
    return pool.withConnection(connection -> connection.query("SELECT 1")
        .execute()
        .map(rows -> rows.iterator().next().getInteger(0)));
  }

  /** While the database is lost, what is sent to it on the connections of then gets nowhere, then and later. */
  private NetServer wayToTheDatabase(AtomicBoolean isLost) {
    URI target = URI.create(database.url());
    return vertx.createNetServer().connectHandler(client -> {
      client.pause();
      vertx.createNetClient().connect(target.getPort(), target.getHost()).onSuccess(server -> {
        AtomicBoolean wasLost = new AtomicBoolean();
        client.handler(sent -> {
          wasLost.set(wasLost.get() || isLost.get());
          if (!wasLost.get()) {
            server.write(sent);
          }
        });
        server.handler(client::write);
        client.closeHandler(closed -> server.close());
        client.resume();
      });
    }).listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().join();
  }

  private record Input(Vertx vertx, int port) implements PgPoolCreator.Input {

    @Override
    public PoolOptions poolOptions() {
      return new PoolOptions().setMaxSize(2);
    }

    @Override
    public List<PgConnectOptions> pgConnectOptionsList() {
      return List.of(new PgConnectOptions().setHost("127.0.0.1")
          .setPort(port)
          .setDatabase("postgres")
          .setUser("postgres")
          .setPassword("postgres"));
    }
  }
}
