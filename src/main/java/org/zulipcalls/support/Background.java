package org.zulipcalls.support;

import java.util.function.Consumer;
import java.util.function.Supplier;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import io.quarkus.vertx.core.runtime.context.VertxContextSafetyToggle;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;

/**
 * Work on a Vert.x context of its own, where its database sessions live: what no request waits for, and what is to be done
 * side by side, since a session is the context's and does one thing after the other.
 */
@ApplicationScoped
public class Background {

  private static final Logger LOG = Logger.getLogger(Background.class);

  private final Vertx vertx;

  Background(Vertx vertx) {
    this.vertx = vertx;
  }

  /** The work, which starts soon after somebody subscribes, beside all else that goes on. */
  public <T> Uni<T> beside(Supplier<Uni<T>> work) {
    return Uni.createFrom().emitter(emitter -> {
      String request = RequestId.current();
      run(() -> {
        RequestId.resume(request);
        return work.get();
      }, emitter::complete, emitter::fail);
    });
  }

  /** The work, with its outcome told on the context of whoever subscribes, if there is one, whichever thread has it. */
  public static <T> Uni<T> here(Uni<T> work) {
    return Uni.createFrom().deferred(() -> {
      Context context = Vertx.currentContext();
      return context == null ? work : work.emitOn(told -> context.runOnContext(ignored -> told.run()));
    });
  }

  /**
   * Starts the work soon; from any thread.
   *
   * @param done   told of the result
   * @param failed told of the failure of the work; not of {@code done}, whose own are logged
   */
  public <T> void run(Supplier<Uni<T>> work, Consumer<T> done, Consumer<Throwable> failed) {
    Context context = VertxContext.createNewDuplicatedContext(vertx.getOrCreateContext());
    VertxContextSafetyToggle.setContextSafe(context, true);
    context.runOnContext(ignored -> Uni.createFrom()
        .voidItem()
        .invoke(RequestId::beginWork)
        .chain(() -> work.get())
        .onItemOrFailure()
        .transform((item, failure) -> {
          if (failure == null) {
            done.accept(item);
          } else {
            failed.accept(failure);
          }
          return failure == null;
        })
        .subscribe()
        .with(well -> LOG.tracef("Background work went well: %s", well),
            fault -> LOG.error("Background work failed", fault)));
  }
}
