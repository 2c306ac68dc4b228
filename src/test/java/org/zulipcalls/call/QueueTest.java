package org.zulipcalls.call;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.zulipcalls.demo.DirectMessages;
import org.zulipcalls.demo.Fault;
import org.zulipcalls.demo.StandInUser;
import org.zulipcalls.limit.Key;
import org.zulipcalls.limit.Limit;
import org.zulipcalls.testing.AtOnce;
import org.zulipcalls.testing.Backstage;
import org.zulipcalls.testing.CallRows;
import org.zulipcalls.testing.Client;
import org.zulipcalls.testing.Expect;
import org.zulipcalls.testing.ServiceTest;

import com.fasterxml.jackson.databind.JsonNode;

import io.quarkus.scheduler.Scheduler;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;

/** Who calls somebody who talks, and waits. */
@QuarkusTest
class QueueTest extends ServiceTest {

  @Inject
  Scheduler scheduler;

  private StandInUser carol;
  private String talk;

  @BeforeEach
  void bobTalks() {
    carol = newUser("carol");
    talk = answeredCall(alice, bob);
  }

  private JsonNode queueUp(StandInUser user) {
    Response answer = Client.of(user).post(API + "/create", "user_id", bob.userId(), "queue", "true");
    assertEquals(200, answer.statusCode(), answer.asString());
    JsonNode body = Expect.json(answer);
    assertEquals("queued", body.path("result").asText());
    return body;
  }

  @Test
  void whoTalksIsBusy() {
    Expect.refusal(Client.of(carol).post(API + "/create", "user_id", bob.userId()), 409, "RECIPIENT_BUSY",
        bob.fullName() + " is in another call");
  }

  @Test
  void whoTalksMayCallSomebodyElse() {
    assertEquals("initiated", stateOf(call(bob, carol)));
  }

  @Test
  void whoWaitsIsRungThroughAsSoonAsTheOtherIsFree() {
    JsonNode place = queueUp(carol);
    assertEquals(1, place.path("position").asInt());
    Expect.success(Client.of(alice).post(path(talk, "end")));
    String callId = place.path("queue_id").asText();
    await().atMost(Duration.ofSeconds(10))
        .until(() -> database.count("SELECT count(*) FROM call WHERE call_id = ?", UUID.fromString(callId)) == 1);
    assertEquals("initiated", stateOf(callId));
    assertEquals(0, database.count("SELECT count(*) FROM call_queue"));
  }

  @Test
  void theLineIsInOrderOfArrivalAndOneWaitsOnce() {
    String first = queueUp(carol).path("queue_id").asText();
    assertEquals(2, queueUp(newUser("dave")).path("position").asInt());
    JsonNode again = queueUp(carol);
    assertEquals(first, again.path("queue_id").asText());
    assertEquals(1, again.path("position").asInt());
    JsonNode mine = Expect.success(Client.of(carol).get(API + "/queue"));
    assertEquals(1, mine.path("count").asInt());
    assertEquals(first, mine.path("queue").path(0).path("queue_id").asText());
  }

  @Test
  void whoAsksAgainSendsNoSecondInvitation() {
    queueUp(carol);
    int messages = zulip.messages().size();
    queueUp(carol);
    assertEquals(messages, zulip.messages().size());
  }

  @Test
  void whoHasCalledTooOftenDoesNotGetAroundItByWaiting() {
    CallRows.insertEnded(database, Backstage.CREATE_LIMIT, zulip.realm("").url(), carol.userId(), alice.userId(),
        "now()");
    Response answer = Client.of(carol).post(API + "/create", "user_id", bob.userId(), "queue", "true");
    assertEquals(429, answer.statusCode(), answer.asString());
    assertEquals(0, database.count("SELECT count(*) FROM call_queue"));
  }

  @Test
  void whoAsksTwiceAtOnceSendsOneInvitation() {
    int messages = zulip.messages().size();
    List<JsonNode> places = AtOnce.run(4, n -> queueUp(carol));
    assertEquals(1, places.stream().map(place -> place.path("queue_id").asText()).distinct().count());
    assertEquals(messages + 1, zulip.messages().size());
  }

  /** Each place is an invitation, so it counts though it was given up. */
  @Test
  void whoComesAndGoesIsHeldBack() {
    String place = queueUp(carol).path("queue_id").asText();
    Expect.success(Client.of(carol).post(API + "/queue/" + place + "/cancel"));
    String who = Key.of(Limit.CREATE, zulip.realm("").url() + "#" + carol.userId()).hash();
    assertEquals(1, database.update("UPDATE limit_hit SET hits = ? WHERE who = ?", Backstage.CREATE_LIMIT, who));
    Response answer = Client.of(carol).post(API + "/create", "user_id", bob.userId(), "queue", "true");
    assertEquals(429, answer.statusCode(), answer.asString());
    assertEquals(0, database.count("SELECT count(*) FROM call_queue"));
  }

  @Test
  void aZulipThatTakesItsTimeOverTheInvitationCostsNoPlace() {
    zulip.setFault(Fault.SLOW, "/messages");
    queueUp(carol);
    assertEquals(1, database.count("SELECT count(*) FROM call_queue"));
  }

  @Test
  void whoMayNotWriteToSomebodyDoesNotWaitForThem() {
    zulip.realm("").setDirectMessages(DirectMessages.DISABLED);
    try {
      Response answer = Client.of(carol).post(API + "/create", "user_id", bob.userId(), "queue", "true");
      assertEquals(403, answer.statusCode(), answer.asString());
      assertEquals(0, database.count("SELECT count(*) FROM call_queue"));
    } finally {
      zulip.realm("").setDirectMessages(DirectMessages.ALLOWED);
    }
  }

  @Test
  void nobodyRingsWhoseInvitationZulipMayStillRefuse() throws SQLException {
    scheduler.pause();
    try (Connection connection = database.connect()) {
      String place = queueUp(carol).path("queue_id").asText();
      database.update("UPDATE call_queue SET invited = false");
      String next = queueUp(newUser("dave")).path("queue_id").asText();
      Expect.success(Client.of(alice).post(path(talk, "end")));
      assertEquals(List.of(next), ringNext(connection));
      Expect.success(Client.of(bob).post(path(next, "respond"), "response", "decline"));
      assertEquals(List.of(), ringNext(connection));
      database.update("UPDATE call_queue SET invited = true");
      assertEquals(List.of(place), ringNext(connection));
    } finally {
      scheduler.resume();
    }
  }

  @Test
  void theKeyOfAPlaceIsThatOfItsCall() {
    Client client = Client.of(carol).with("Idempotency-Key", "once " + bob.userId());
    Object[] wish = {"user_id", bob.userId(), "queue", "true"};
    String place = client.post(API + "/create", wish).path("queue_id");
    assertEquals(place, client.post(API + "/create", wish).path("queue_id"));
    Expect.success(Client.of(alice).post(path(talk, "end")));
    await().atMost(Duration.ofSeconds(10)).until(() -> database.count("SELECT count(*) FROM call_queue") == 0);
    assertEquals(place, client.post(API + "/create", wish).path("call_id"));
    Expect.success(Client.of(bob).post(path(place, "respond"), "response", "decline"));
    assertEquals(place, client.post(API + "/create", wish).path("call_id"));
  }

  @Test
  void oneStopsWaitingByOneself() {
    String queueId = queueUp(carol).path("queue_id").asText();
    String cancel = API + "/queue/" + queueId + "/cancel";
    Expect.refusal(Client.of(alice).post(cancel), 404, "QUEUE_ENTRY_NOT_FOUND", "You do not wait there");
    Expect.success(Client.of(carol).post(cancel));
    Expect.refusal(Client.of(carol).post(cancel), 404, "QUEUE_ENTRY_NOT_FOUND", "You do not wait there");
  }

  @Test
  void afterFiveMinutesNobodyWaits() {
    queueUp(carol);
    database.update("UPDATE call_queue SET expires_at = now()");
    await().atMost(Duration.ofSeconds(10)).until(() -> database.count("SELECT count(*) FROM call_queue") == 0);
    assertEquals(1, database.count("SELECT count(*) FROM call"));
  }

  private void keep(StandInUser user, String queueIds) {
    Expect.success(Client.of(user).get(API + "/queue?keep=" + queueIds));
  }

  private List<String> kept() {
    return database.texts("SELECT kept_until FROM call_queue WHERE kept_until IS NOT NULL");
  }

  @Test
  void whoKeepsAPlaceAndFallsSilentLosesIt() {
    String place = queueUp(carol).path("queue_id").asText();
    StandInUser dave = newUser("dave");
    String silent = queueUp(dave).path("queue_id").asText();
    keep(carol, "nonsense," + silent);
    assertEquals(List.of(), kept(), "It is somebody else's");
    keep(carol, place + "," + UUID.randomUUID());
    List<String> until = kept();
    assertEquals(1, until.size());
    keep(carol, place);
    assertEquals(until, kept(), "Seconds later nothing is written");
    database.update("UPDATE call_queue SET kept_until = now() + interval '30 seconds' WHERE queue_id = ?",
        UUID.fromString(place));
    keep(carol, place);
    assertEquals(1, database.count("SELECT count(*) FROM call_queue WHERE kept_until > now() + interval '80 seconds'"));
    database.update("UPDATE call_queue SET kept_until = now() WHERE kept_until IS NOT NULL");
    await().atMost(Duration.ofSeconds(10)).until(() -> database.count("SELECT count(*) FROM call_queue") == 1);
    assertEquals(List.of(silent), database.texts("SELECT queue_id FROM call_queue"), "Who never keeps stays");
  }

  @Test
  void aPlaceThatIsAskedForAgainIsKeptNoMoreThanANewOne() {
    keep(carol, queueUp(carol).path("queue_id").asText());
    assertEquals(1, kept().size());
    queueUp(carol);
    assertEquals(List.of(), kept());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whoGetsThroughOtherwiseIsNotRungThroughAfterwards(boolean rungBack) {
    queueUp(carol);
    queueUp(newUser("dave"));
    // Else the places would ring at once.
    database.update("UPDATE call_queue SET invited = false");
    String direct = rungBack ? call(bob, carol) : callAfter(talk, carol);
    await().atMost(Duration.ofSeconds(10)).until(() -> database.count("SELECT count(*) FROM call_queue") == 1);
    assertEquals(0, database.count("SELECT count(*) FROM call_queue WHERE initiator_id = ?", carol.userId()));
    assertEquals("initiated", stateOf(direct));
  }

  private String callAfter(String talk, StandInUser initiator) {
    Expect.success(Client.of(alice).post(path(talk, "end")));
    return call(initiator, bob);
  }

  /** The replica has died while it asked Zulip; asking again does not keep such a place alive. */
  @Test
  void aPlaceThatWasLeftWithoutInvitationGivesWayToANewOne() {
    String left = queueUp(carol).path("queue_id").asText();
    database.update("UPDATE call_queue SET invited = false");
    assertEquals(left, queueUp(carol).path("queue_id").asText());
    database.update("UPDATE call_queue SET created_at = now() - interval '31 seconds'");
    await().atMost(Duration.ofSeconds(10)).until(() -> database.count("SELECT count(*) FROM call_queue") == 0);
    String fresh = queueUp(carol).path("queue_id").asText();
    Expect.success(Client.of(alice).post(path(talk, "end")));
    await().atMost(Duration.ofSeconds(10))
        .until(() -> database.count("SELECT count(*) FROM call WHERE call_id = ?", UUID.fromString(fresh)) == 1);
  }

  /** The other replica's statement is under way when ours begins. */
  @Test
  void twoReplicasRingOnceForTwoWhoWait() throws SQLException {
    scheduler.pause();
    try (Connection one = database.connect(); Connection other = database.connect()) {
      String first = queueUp(carol).path("queue_id").asText();
      String second = queueUp(newUser("dave")).path("queue_id").asText();
      Expect.success(Client.of(alice).post(path(talk, "end")));
      one.setAutoCommit(false);
      assertEquals(List.of(first), ringNext(one));
      assertEquals(List.of(), ringNext(other));
      one.commit();
      assertEquals(List.of(), ringNext(other));
      Expect.success(Client.of(bob).post(path(first, "respond"), "response", "decline"));
      assertEquals(List.of(second), ringNext(other));
    } finally {
      scheduler.resume();
    }
  }

  private static List<String> ringNext(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rung = statement
            .executeQuery(CallStore.INSERT_NEXT.replace(":ringMillis", "45000"))) {
      List<String> ids = new ArrayList<>();
      while (rung.next()) {
        ids.add(rung.getString("call_id"));
      }
      return ids;
    }
  }
}
