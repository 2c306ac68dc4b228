package org.zulipcalls.feed;

import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.jboss.logging.Logger;
import org.zulipcalls.call.CallChanged;
import org.zulipcalls.support.CallsConfig;
import org.zulipcalls.support.DatabaseTls;
import org.zulipcalls.support.Secret;
import org.zulipcalls.support.Sql;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.pgclient.pubsub.PgSubscriber;

/**
 * Wakes the replicas up through PostgreSQL: LISTEN on a connection of its own, and a NOTIFY after commit for all changes
 * of a few milliseconds together, since commits that notify queue behind one lock in PostgreSQL (its async.c).
 */
@ApplicationScoped
class Notifications {

  private static final Logger LOG = Logger.getLogger(Notifications.class);
  private static final String CHANNEL = "zulip_calls";
  private static final long GATHER_MILLIS = 10;
  private static final long RECONNECT_MILLIS = 500;
  private static final long CONNECT_AGAIN_MILLIS = 2_000;
  private static final long ASK_MILLIS = 10_000;

  private final Feed feed;
  private final Vertx vertx;
  private final Pool database;
  private final PgSubscriber subscriber;
  private final String self = UUID.randomUUID().toString();
  private final boolean enabled;
  private final AtomicBoolean gathering = new AtomicBoolean();
  private volatile boolean left;

  Notifications(Feed feed, Vertx vertx, Pool database, CallsConfig config) {
    this.feed = feed;
    this.vertx = vertx;
    this.database = database;
    enabled = config.feed().enabled();
    PgConnectOptions options = PgConnectOptions.fromUri(config.database().url().orElseThrow());
    config.database().username().ifPresent(options::setUser);
    config.database().password().map(Secret::value).ifPresent(options::setPassword);
    subscriber = PgSubscriber.subscriber(vertx, DatabaseTls.apply(options, config.database().caFile()));
  }

  void listen(@Observes StartupEvent started) {
    if (!enabled) {
      return;
    }
    subscriber.reconnectPolicy(tries -> RECONNECT_MILLIS);
    // After a reconnection nobody knows what was missed, so the feed looks for itself.
    subscriber.channel(CHANNEL).subscribeHandler(ignored -> feed.wake()).handler(sender -> {
      if (!self.equals(sender)) {
        feed.wake();
      }
    });
    vertx.setPeriodic(ASK_MILLIS, timer -> ask());
    connect();
  }

  /** The subscriber comes back by itself when it has been connected once, and not before. */
  private void connect() {
    subscriber.connect().onFailure(failure -> {
      LOG.warnf("Cannot listen to PostgreSQL yet: %s", failure.getMessage());
      subscriber.close();
      vertx.setTimer(CONNECT_AGAIN_MILLIS, timer -> {
        if (!left) {
          connect();
        }
      });
    });
  }

  /** Who only listens never learns that the other side is gone without a word; to say something has TCP find out. */
  private void ask() {
    PgConnection connection = subscriber.actualConnection();
    if (connection != null) {
      connection.query("LISTEN " + CHANNEL)
          .execute()
          .onFailure(failure -> LOG.debugf("Who listens is not answered: %s", failure.getMessage()));
    }
  }

  /** While the event loops are still there, which it needs; nobody is told anything any more. */
  void leave(@Observes ShutdownDelayInitiatedEvent stopping) {
    left = true;
    subscriber.close();
    // One that was just being made anew.
    vertx.setTimer(RECONNECT_MILLIS, timer -> subscriber.close());
  }

  /** The development mode stops without a delay. */
  void close(@Observes ShutdownEvent stopping) {
    left = true;
    subscriber.close();
  }

  void onChange(@Observes CallChanged change) {
    if (enabled && gathering.compareAndSet(false, true)) {
      vertx.setTimer(GATHER_MILLIS, timer -> {
        gathering.set(false);
        send();
      });
    }
  }

  /** Best effort: the other replicas' slow poll finds what a lost notification would have told. */
  private void send() {
    Sql.run(database, "SELECT pg_notify($1, $2)", Tuple.of(CHANNEL, self))
        .subscribe()
        .with(done -> LOG.trace("Notified"), failure -> LOG.debugf("Cannot notify: %s", failure.getMessage()));
  }
}
