package org.zulipcalls.support;

import java.util.Set;

import jakarta.ws.rs.WebApplicationException;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;

/** Collects a request's body without blocking, up to the limit that no request of ours comes near. */
public final class BodyCollector {

  /** Bytes. */
  static final int LIMIT = 64 * 1024;
  private static final Set<String> WITHOUT_BODY = Set.of("GET", "HEAD", "OPTIONS", "TRACE");
  private static final int TOO_LARGE = 413;
  /** For the whole of it, however evenly it drips. */
  private static final long PATIENCE_MILLIS = 10_000;

  private final Buffer body = Buffer.buffer();
  private final UniEmitter<? super byte[]> emitter;

  private BodyCollector(UniEmitter<? super byte[]> emitter) {
    this.emitter = emitter;
  }

  /**
   * The body; empty for methods that have none. Fails with 413 as soon as the limit is passed, with 400 when it breaks off,
   * and with 408 when it does not come in ten seconds; then {@link UnreadBodies} closes the connection.
   */
  public static Uni<byte[]> collect(HttpServerRequest request) {
    if (WITHOUT_BODY.contains(request.method().name())) {
      return Uni.createFrom().item(new byte[0]);
    }
    return Uni.createFrom().emitter(emitter -> {
      BodyCollector collector = new BodyCollector(emitter);
      Vertx vertx = Vertx.currentContext().owner();
      long patience = vertx.setTimer(PATIENCE_MILLIS,
          ignored -> emitter.fail(new ApiException(408, "REQUEST_TIMEOUT", "The body did not come in time")));
      emitter.onTermination(() -> vertx.cancelTimer(patience));
      // A client that hangs up, mostly. Its own exception would look like that of a database that is away.
      request.exceptionHandler(broken -> emitter.fail(ApiException.badRequest("The body did not come whole")));
      request.endHandler(end -> emitter.complete(collector.body.getBytes()));
      request.handler(collector::add);
      request.resume();
    });
  }

  private void add(Buffer part) {
    if (body.length() + part.length() > LIMIT) {
      emitter.fail(new WebApplicationException(TOO_LARGE));
    } else {
      body.appendBuffer(part);
    }
  }
}
