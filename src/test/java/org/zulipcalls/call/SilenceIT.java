package org.zulipcalls.call;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.zulipcalls.demo.StandInUser;
import org.zulipcalls.testing.Client;
import org.zulipcalls.testing.Cluster;

/** A conversation beside a Zulip that is away for longer than anybody may be silent, at two replicas. */
class SilenceIT {

  private static final String API = "/api/v1/calls";
  private static final int CONTACT_SECONDS = 6;

  @Test
  void aConversationOutlivesAnOutageOfZulipsAndItsEndIsNoticed() {
    try (Cluster cluster = Cluster.start(2, Map.of("calls.contact-timeout", CONTACT_SECONDS + "s"))) {
      StandInUser bob = cluster.newUser();
      Client recipient = cluster.client(bob, 0);
      String callId = cluster.client(cluster.newUser(), 0)
          .post(API + "/create", "user_id", bob.userId())
          .path("call_id");
      assertEquals(200, recipient.post(API + "/" + callId + "/respond", "response", "accept").statusCode());
      assertEquals(200, recipient.post(API + "/heartbeat", "call_id", callId).statusCode());
      cluster.zulip().stop();
      await().during(Duration.ofSeconds(4 * CONTACT_SECONDS))
          .atMost(Duration.ofSeconds(5 * CONTACT_SECONDS))
          .until(() -> stateOf(cluster, callId).equals("active"));
      cluster.zulip().restart();
      assertEquals(200, recipient.post(API + "/heartbeat", "call_id", callId).statusCode());
      await().atMost(Duration.ofSeconds(5 * CONTACT_SECONDS)).until(() -> stateOf(cluster, callId).equals("ended"));
      assertEquals("contact_lost", cluster.database().value(String.class, "SELECT end_reason FROM call"));
    }
  }

  private static String stateOf(Cluster cluster, String callId) {
    return cluster.database().value(String.class, "SELECT state FROM call WHERE call_id = ?", UUID.fromString(callId));
  }
}
