package org.zulipcalls.load;

import java.net.URI;
import java.util.List;
import java.util.function.BiConsumer;

import org.zulipcalls.demo.StandInUser;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;

/** Streams on bare sockets: thousands of them have to fit beside what is measured. */
final class Listeners {

  private static final int AT_ONCE = 50;

  private final NetClient net;
  private final URI server;
  private final BiConsumer<StandInUser, String> onEvent;

  /** @param onEvent told of each event with its text */
  Listeners(Vertx vertx, URI server, BiConsumer<StandInUser, String> onEvent) {
    this.server = server;
    this.onEvent = onEvent;
    net = vertx.createNetClient(new NetClientOptions().setTcpNoDelay(true).setReceiveBufferSize(16 * 1024));
  }

  /** Opens one for each, some at a time, until every one has its snapshot. */
  Future<Void> open(List<StandInUser> users) {
    return open(users, 0);
  }

  private Future<Void> open(List<StandInUser> users, int from) {
    if (from >= users.size()) {
      return Future.succeededFuture();
    }
    List<Future<Void>> some = users.subList(from, Math.min(users.size(), from + AT_ONCE))
        .stream()
        .map(this::open)
        .toList();
    return Future.all(some).compose(done -> open(users, from + AT_ONCE));
  }

  private Future<Void> open(StandInUser user) {
    return net.connect(server.getPort(), server.getHost()).compose(socket -> {
      Promise<Void> snapshot = Promise.promise();
      Stream stream = new Stream(user, snapshot);
      socket.handler(stream::take);
      socket.closeHandler(closed -> snapshot.tryFail("A stream was closed before its snapshot: " + stream.text));
      ask(socket, user);
      return snapshot.future();
    });
  }

  private void ask(NetSocket socket, StandInUser user) {
    socket.write(
        "GET /api/v1/calls/events HTTP/1.1\r\nHost: " + server.getAuthority() + "\r\nAuthorization: " + user.basic()
            + "\r\nAccept: text/event-stream\r\n\r\n");
  }

  void close() {
    net.close();
  }

  private final class Stream {

    private final StandInUser user;
    private Promise<Void> snapshot;
    private String text = "";

    private Stream(StandInUser user, Promise<Void> snapshot) {
      this.user = user;
      this.snapshot = snapshot;
    }

    private void take(Buffer part) {
      text = text.isEmpty() ? part.toString() : text + part;
      if (!text.endsWith("\n\n\r\n")) {
        return;
      }
      if (snapshot == null) {
        onEvent.accept(user, text);
      } else if (text.contains("event: snapshot")) {
        snapshot.complete();
        snapshot = null;
      }
      text = "";
    }
  }
}
