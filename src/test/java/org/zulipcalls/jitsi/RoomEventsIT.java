package org.zulipcalls.jitsi;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.zulipcalls.demo.StandInUser;
import org.zulipcalls.testing.AtOnce;
import org.zulipcalls.testing.Client;
import org.zulipcalls.testing.Cluster;
import org.zulipcalls.testing.EventSync;
import org.zulipcalls.testing.EventSync.Post;

import io.restassured.response.Response;

/** The packaged service, twice on one database, told by Prosody here and there; the token is in a file. */
class RoomEventsIT {

  private static final String API = "/api/v1/calls";
  private static final int CALLS = 8;
  private static Cluster cluster;

  @BeforeAll
  static void start(@TempDir Path directory) throws IOException {
    Path file = Files.writeString(directory.resolve("token"), EventSync.TOKEN + "\n");
    cluster = Cluster.start(2, Map.of("calls.jitsi.events-token-file", file.toString()));
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  private static Response post(int replica, Post post) {
    return EventSync.post(Client.anonymous().at(cluster.replica(replica).url().toString()), post.path(),
        post.payload().toString());
  }

  /** An answered call, with what is told of its room: both come, one at a time, and both go. */
  private record Talk(UUID callId, List<Post> comings, List<Post> goings) {}

  private static Talk talk() {
    StandInUser initiator = cluster.newUser();
    StandInUser recipient = cluster.newUser();
    String callId = cluster.client(initiator, 0)
        .post(API + "/create", "user_id", recipient.userId())
        .path("call_id");
    cluster.client(recipient, 1).post(API + "/" + callId + "/respond", "response", "accept").then().statusCode(200);
    UUID id = UUID.fromString(callId);
    EventSync room = new EventSync(
        cluster.database().value(String.class, "SELECT jitsi_room_name FROM call WHERE call_id = ?", id));
    String one = EventSync.connection();
    String other = EventSync.connection();
    room.join(one, initiator.userId(), EventSync.MAIN).join(other, recipient.userId(), EventSync.MAIN);
    List<Post> comings = room.take();
    room.leave(one, EventSync.MAIN).leave(other, EventSync.MAIN);
    return new Talk(id, comings, room.take().subList(0, 2));
  }

  private static double secondsFromLeavingToEnd(UUID callId) {
    return cluster.database().value(Number.class, """
        SELECT extract(epoch FROM ended_at - (SELECT max(gone_at) FROM call_presence WHERE call_id = call.call_id))
        FROM call WHERE call_id = ?""", callId).doubleValue();
  }

  @Test
  void newsAtBothAtOnceEndsEachCallTwentySecondsAfterBothHaveGone() {
    List<Talk> talks = java.util.stream.IntStream.range(0, CALLS).mapToObj(i -> talk()).toList();
    for (Talk talk : talks) {
      talk.comings.forEach(coming -> assertEquals(200, post(0, coming).statusCode()));
      // Both leavings at once, each at both replicas.
      AtOnce.run(4, n -> assertStatus(post(n % 2, talk.goings.get(n / 2))));
    }
    for (Talk talk : talks) {
      await().atMost(Duration.ofSeconds(40))
          .until(() -> cluster.database()
              .count("SELECT count(*) FROM call WHERE call_id = ? AND end_reason = 'room_closed'", talk.callId) == 1);
      double seconds = secondsFromLeavingToEnd(talk.callId);
      assertTrue(seconds >= 19.9 && seconds <= 30, seconds + " s");
      assertEquals(List.of("initiated", "accepted", "participant_joined", "participant_joined", "participant_left",
          "participant_left", "ended"),
          cluster.database()
              .texts("SELECT event_type FROM call_event WHERE call_id = ? ORDER BY id", talk.callId));
    }
    cluster.replicas().forEach(replica -> {
      assertFalse(replica.log().contains(EventSync.TOKEN));
      assertFalse(replica.log().contains(" ERROR "), replica.log());
    });
  }

  private static Integer assertStatus(Response answer) {
    assertEquals(200, answer.statusCode(), answer.asString());
    return 200;
  }
}
