package org.zulipcalls.feed;

import java.net.URI;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

import jakarta.inject.Inject;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.zulipcalls.demo.StandInUser;
import org.zulipcalls.support.Background;
import org.zulipcalls.testing.EventStream;
import org.zulipcalls.testing.ServiceTest;

import io.restassured.RestAssured;
import io.smallrye.mutiny.Uni;

/** A test of the live events of the running service, with the log at hand. */
abstract class FeedTestBase extends ServiceTest {

  @Inject
  EventLog log;
  @Inject
  Feed feed;
  @Inject
  Background background;

  @BeforeEach
  void feedIsReady() {
    Awaitility.await().until(() -> feed.position() >= 0);
  }

  /** Where the service is. */
  static URI server() {
    return URI.create("http://127.0.0.1:" + RestAssured.port);
  }

  static EventStream stream(StandInUser user, String... headers) {
    return streamAt("", user, headers);
  }

  /** A stream with this behind its path. */
  static EventStream streamAt(String query, StandInUser user, String... headers) {
    String[] all = new String[headers.length + 2];
    System.arraycopy(headers, 0, all, 2, headers.length);
    all[0] = "Authorization";
    all[1] = user.basic();
    return EventStream.open(server(), EventStream.PATH + query, all);
  }

  /** Does something of the service's own, as it does it. */
  final <T> T done(Supplier<Uni<T>> work) {
    CompletableFuture<T> result = new CompletableFuture<>();
    background.run(work, result::complete, result::completeExceptionally);
    try {
      return result.get(15, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  /** A call between these two that no deadline ends, written past the service and without an event. */
  final UUID writeCall(String realm, long initiator, long recipient) {
    return database.value(UUID.class, """
        INSERT INTO call (call_id, realm, call_type, state, initiator_id, initiator_name, initiator_email,
          recipient_id, recipient_name, recipient_email, jitsi_room_name, jitsi_room_url, started_at)
        VALUES (gen_random_uuid(), ?, 'video', 'active', ?, 'A', 'a@zulip.com', ?, 'B', 'b@zulip.com', 'room',
          'https://meet.example/room', now()) RETURNING call_id""", realm, initiator, recipient);
  }

  final UUID writeCall() {
    return writeCall(zulip.realm("").url(), alice.userId(), bob.userId());
  }

  final long head() {
    return database.count("SELECT coalesce(max(id), 0) FROM call_event");
  }

  /** As a standby that takes over has lost them, with the ids that they had. */
  final void loseEventsBehind(long id) {
    database.update("DELETE FROM call_event WHERE id > ?", id);
    database.rows("SELECT setval('call_event_id_seq', ?)", id);
  }

  /** Logs an event past the service, on the test's own connection; gives its id. */
  static long write(Connection connection, UUID callId, String type) throws SQLException {
    try (PreparedStatement statement = connection
        .prepareStatement("INSERT INTO call_event (call_id, event_type) VALUES (?, ?) RETURNING id")) {
      statement.setObject(1, callId);
      statement.setString(2, type);
      ResultSet written = statement.executeQuery();
      written.next();
      return written.getLong(1);
    }
  }

  final long write(UUID callId, String type) {
    try (Connection connection = database.connect()) {
      return write(connection, callId, type);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }
}
