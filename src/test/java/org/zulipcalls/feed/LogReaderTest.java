package org.zulipcalls.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.ConnectException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.zulipcalls.support.CallsConfig;

import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;

/** Writers hold their transactions open on connections of the test's own; the reader is not the running service's. */
@QuarkusTest
class LogReaderTest extends FeedTestBase {

  private static final int ENOUGH = 5;

  @Inject
  Pool pool;
  @Inject
  CallsConfig config;

  private final List<Connection> connections = new ArrayList<>();
  private LogReader reader;
  private UUID call;

  @BeforeEach
  void begin() {
    reader = new LogReader(log);
    call = writeCall();
  }

  @AfterEach
  void closeWriters() throws SQLException {
    for (Connection connection : connections) {
      connection.close();
    }
  }

  private Connection writer() throws SQLException {
    Connection connection = database.connect();
    connections.add(connection);
    connection.setAutoCommit(false);
    return connection;
  }

  /** The ids that so many reads give. */
  private List<Long> read(int times) {
    List<Long> ids = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      done(reader::next).events().forEach(event -> ids.add(event.id()));
    }
    return ids;
  }

  /** The log is not empty, or what earlier tests have drawn from the sequence would be a hole. */
  private void start() {
    write(call, "initiated");
    for (int i = 0; reader.position() < 0; i++) {
      assertTrue(i < ENOUGH, "The reader does not start");
      done(reader::next);
    }
  }

  @Test
  void beginsAtTheEnd() throws SQLException {
    long before = write(call, "ringing");
    assertEquals(List.of(), read(ENOUGH));
    assertEquals(before, reader.position());
    long after = write(call, "ended");
    assertEquals(List.of(after), read(1));
    assertEquals(after, reader.position());
  }

  @Test
  void givesNothingTwice() {
    start();
    long id = write(call, "ringing");
    assertEquals(List.of(id), read(ENOUGH));
    assertEquals(List.of(), read(ENOUGH));
  }

  @Test
  void waitsForALowerIdThatCommitsLate() throws SQLException {
    start();
    Connection late = writer();
    long lower = write(late, call, "ringing");
    long higher = write(call, "accepted");
    assertEquals(List.of(), read(ENOUGH));
    assertTrue(done(reader::next).more(), "It has to look again soon");
    late.commit();
    assertEquals(List.of(lower, higher), read(ENOUGH));
  }

  @Test
  void givesUpAHoleWhenItsWriterHasRolledBack() throws SQLException {
    start();
    Connection failing = writer();
    write(failing, call, "ringing");
    long higher = write(call, "accepted");
    assertEquals(List.of(), read(ENOUGH));
    failing.rollback();
    assertEquals(List.of(higher), read(ENOUGH));
  }

  @Test
  void givesUpAHoleThatWasNeverSeenOpen() throws SQLException {
    start();
    Connection failing = writer();
    write(failing, call, "ringing");
    failing.rollback();
    long higher = write(call, "accepted");
    assertEquals(List.of(higher), read(3));
  }

  @Test
  void givesWhatIsBeforeTheHoleOfAWriterThatStaysOpen() throws SQLException {
    start();
    long first = write(call, "ringing");
    Connection open = writer();
    long hole = write(open, call, "acknowledged");
    long behind = write(call, "accepted");
    assertEquals(List.of(first), read(2 * ENOUGH));
    long last = write(call, "ended");
    assertEquals(List.of(), read(ENOUGH));
    open.commit();
    assertEquals(List.of(hole, behind, last), read(ENOUGH));
  }

  @Test
  void losesNothingWhenItCannotAskForWriters() throws SQLException {
    AtomicBoolean away = new AtomicBoolean();
    reader = new LogReader(new EventLog(pool, config) {
      @Override
      Uni<Set<String>> writers() {
        return away.get() ? Uni.createFrom().failure(new ConnectException()) : super.writers();
      }
    });
    start();
    long first = write(call, "ringing");
    Connection failing = writer();
    write(failing, call, "acknowledged");
    long second = write(call, "accepted");
    failing.rollback();
    away.set(true);
    assertEquals(List.of(first), read(1));
    assertThrows(AssertionError.class, () -> read(1));
    away.set(false);
    assertEquals(List.of(second), read(ENOUGH));
  }

  @Test
  void waitsOnlyForThoseWhoCouldFillTheHole() throws SQLException {
    start();
    Connection failing = writer();
    write(failing, call, "ringing");
    long first = write(call, "accepted");
    read(1);
    Connection later = writer();
    long open = write(later, call, "acknowledged");
    failing.rollback();
    assertEquals(List.of(first), read(ENOUGH));
    later.commit();
    assertEquals(List.of(open), read(ENOUGH));
  }

  @Test
  void passesIdsThatACrashedDatabaseHadSetAside() {
    start();
    long before = write(call, "ringing");
    database.rows("SELECT nextval(pg_get_serial_sequence('call_event', 'id')) FROM generate_series(1, 32)");
    long after = write(call, "accepted");
    assertEquals(before + 33, after);
    assertEquals(List.of(before, after), read(ENOUGH));
  }

  /** A standby has taken over that had not got the last of the log. */
  @Test
  void beginsAnewWhereIdsAreGivenOnceMore() {
    start();
    long kept = write(call, "ringing");
    write(call, "accepted");
    assertEquals(2, read(ENOUGH).size());
    loseEventsBehind(kept);
    assertTrue(IntStream.range(0, 2 * ENOUGH + 1).anyMatch(i -> done(reader::next).anew()));
    assertEquals(List.of(), read(ENOUGH));
    assertEquals(kept, reader.position());
    long next = write(call, "ended");
    assertEquals(kept + 1, next);
    assertEquals(List.of(next), read(ENOUGH));
  }

  /** The clean-up takes whole calls, also the newest. */
  @Test
  void goesOnWhereTheEndOfTheLogHasBeenCleanedUp() {
    start();
    long last = write(call, "ringing");
    assertEquals(List.of(last), read(ENOUGH));
    database.update("DELETE FROM call_event");
    for (int i = 0; i < 2 * ENOUGH + 1; i++) {
      assertFalse(done(reader::next).anew());
    }
    assertEquals(last, reader.position());
  }

  @Test
  void beginsInTheMiddleOfWriters() throws SQLException {
    Connection early = writer();
    long lower = write(early, call, "ringing");
    long head = write(call, "accepted");
    assertEquals(List.of(), read(ENOUGH));
    assertEquals(-1, reader.position(), "A snapshot taken now would miss what is about to be committed");

    long next = write(call, "status_update");
    Connection late = writer();
    long hole = write(late, call, "ended");
    early.commit();
    assertEquals(List.of(next), read(ENOUGH), lower + " and " + head + " are what was there before");
    late.commit();
    assertEquals(List.of(hole), read(ENOUGH));
  }

  @Test
  void readsALongLogInBatches() {
    start();
    long from = reader.position();
    database.update("INSERT INTO call_event (call_id, event_type) SELECT ?, 'ringing' FROM generate_series(1, 500)",
        call);
    LogReader.Read first = done(reader::next);
    assertEquals(EventLog.BATCH, first.events().size());
    assertTrue(first.more());
    assertEquals(500 - EventLog.BATCH, read(ENOUGH).size());
    assertEquals(head(), reader.position());
    assertTrue(reader.position() >= from + 500);
  }

  @Test
  void losesNothingAndKeepsTheOrderWhateverTheWritersDo() {
    AtomicBoolean writing = new AtomicBoolean(true);
    CompletableFuture<Void> writers = CompletableFuture.allOf(IntStream.range(0, 8)
        .mapToObj(seed -> CompletableFuture.runAsync(() -> writeAtRandom(seed)))
        .toArray(CompletableFuture<?>[]::new)).whenComplete((done, failure) -> writing.set(false));
    List<Long> read = new ArrayList<>();
    while (reader.position() < 0) {
      read(1);
    }
    long from = reader.position();
    while (writing.get() || reader.position() < head()) {
      read.addAll(read(1));
    }
    writers.join();
    assertEquals(database.texts("SELECT id FROM call_event WHERE id > ? ORDER BY id", from),
        read.stream().map(String::valueOf).toList());
    assertTrue(read.size() > 50, "Too few to show anything: " + read.size());
  }

  private static void sleep(Connection connection, int millis) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SELECT pg_sleep(" + millis + " / 1000.0)");
    }
  }

  private void writeAtRandom(int seed) {
    Random random = new Random(seed);
    try (Connection connection = database.connect()) {
      connection.setAutoCommit(false);
      for (int i = 0; i < 150; i++) {
        write(connection, call, "status_update");
        sleep(connection, random.nextInt(8));
        if (random.nextInt(5) == 0) {
          connection.rollback();
        } else {
          connection.commit();
        }
      }
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }
}
