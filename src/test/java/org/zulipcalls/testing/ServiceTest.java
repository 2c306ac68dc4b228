package org.zulipcalls.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.zulipcalls.demo.Fault;
import org.zulipcalls.demo.StandInUser;
import org.zulipcalls.demo.ZulipStandIn;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.vertx.VertxContextSupport;
import io.restassured.response.Response;
import io.smallrye.mutiny.Uni;

/**
 * A test of the running service. All such tests share one service; each starts with empty tables, a Zulip that works,
 * and two users who have never called.
 */
@QuarkusTestResource(Backstage.class)
public abstract class ServiceTest {

  public static final String API = "/api/v1/calls";
  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final int GENEROUS = 1_000_000;

  protected ZulipStandIn zulip;
  protected Database database;
  /** Who calls, and who is called. */
  protected StandInUser alice;
  protected StandInUser bob;

  @BeforeEach
  void beginAnew() {
    zulip.setFault(Fault.NONE);
    zulip.setRateLimit(GENEROUS);
    zulip.clearRequests();
    // In this order: a place may become a call at any moment.
    database.update("DELETE FROM call_queue");
    database.update("DELETE FROM call");
    alice = newUser("alice");
    bob = newUser("bob");
  }

  @AfterEach
  void mend() {
    zulip.setFault(Fault.NONE);
  }

  /** Somebody in the root realm whom the service has never seen. */
  protected final StandInUser newUser(String name) {
    int number = NUMBER.incrementAndGet();
    return zulip.addUser(name + number + "@zulip.com", name + " the " + number);
  }

  /** Begins a call and returns its id. */
  protected final String call(StandInUser initiator, StandInUser recipient, Object... parameters) {
    Response answer = Client.of(initiator).post(API + "/create?user_id=" + recipient.userId(), parameters);
    assertEquals(200, answer.statusCode(), answer.asString());
    return answer.path("call_id");
  }

  /** A call that was accepted. */
  protected final String answeredCall(StandInUser initiator, StandInUser recipient) {
    String callId = call(initiator, recipient);
    Client.of(recipient).post(path(callId, "respond"), "response", "accept").then().statusCode(200);
    return callId;
  }

  protected static String path(String callId, String what) {
    return API + "/" + callId + "/" + what;
  }

  /** What comes of it where Vert.x runs it; fails with its failure. */
  protected static <T> T result(Supplier<Uni<T>> work) {
    try {
      return VertxContextSupport.subscribeAndAwait(work);
    } catch (RuntimeException failure) {
      throw failure;
    } catch (Throwable failure) {
      throw new AssertionError(failure);
    }
  }

  protected final long versionOf(String callId) {
    return database.value(Long.class, "SELECT version FROM call WHERE call_id = ?", UUID.fromString(callId));
  }

  protected final String stateOf(String callId) {
    return database.value(String.class, "SELECT state FROM call WHERE call_id = ?", UUID.fromString(callId));
  }

  /** The types of the call's events, the oldest first. */
  protected final List<String> eventsOf(String callId) {
    return database.texts("SELECT event_type FROM call_event WHERE call_id = ? ORDER BY id", UUID.fromString(callId));
  }
}
