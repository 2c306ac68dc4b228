package org.zulipcalls.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.inject.Inject;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.zulipcalls.testing.Settings;

import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import io.vertx.mutiny.sqlclient.Pool;

@QuarkusTest
class NotificationsTest extends FeedTestBase {

  private static final String LISTENING = "SELECT count(*) FROM pg_stat_activity WHERE query = 'LISTEN \"zulip_calls\"'";

  @Inject
  Vertx vertx;
  @Inject
  Pool pool;

  private final AtomicInteger connections = new AtomicInteger();

  /** Hangs up on the first who comes; leads all others to the database. */
  private NetServer doorThatIsShutAtFirst() {
    URI target = URI.create(database.url());
    return vertx.createNetServer().connectHandler(client -> {
      if (connections.incrementAndGet() == 1) {
        client.close();
        return;
      }
      client.pause();
      vertx.createNetClient().connect(target.getPort(), target.getHost()).onSuccess(server -> join(client, server));
    }).listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().join();
  }

  private static void join(NetSocket client, NetSocket server) {
    client.pipeTo(server);
    server.pipeTo(client);
  }

  @Test
  void listensThoughTheFirstConnectionFails() {
    long before = database.count(LISTENING);
    NetServer door = doorThatIsShutAtFirst();
    Notifications notifications = new Notifications(feed, vertx, pool, Settings.of("calls.database.url",
        "postgresql://127.0.0.1:" + door.actualPort() + "/postgres", "calls.database.username", "postgres",
        "calls.database.password", "postgres"));
    try {
      notifications.listen(null);
      Awaitility.await().until(() -> database.count(LISTENING) == before + 1);
      assertEquals(2, connections.get());
    } finally {
      notifications.close(null);
      door.close();
    }
  }
}
