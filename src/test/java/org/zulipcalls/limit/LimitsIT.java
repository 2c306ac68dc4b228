package org.zulipcalls.limit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.zulipcalls.demo.Fault;
import org.zulipcalls.demo.StandInUser;
import org.zulipcalls.support.Limit;
import org.zulipcalls.testing.AtOnce;
import org.zulipcalls.testing.Client;
import org.zulipcalls.testing.Cluster;
import org.zulipcalls.testing.Expect;

import io.restassured.response.Response;

/** Each limit is one for both replicas together, whoever is asked. */
class LimitsIT {

  private static final String API = "/api/v1/calls";
  private static final Map<Limit, Integer> TIMES = Map.of(Limit.CREATE, 7, Limit.PAIR, 3, Limit.ANSWER, 4, Limit.DEVICE,
      5, Limit.STREAM, 6, Limit.LOGIN, 4, Limit.ADDRESS, 9);
  private static Cluster cluster;

  @BeforeAll
  static void start() {
    Map<String, String> settings = new HashMap<>();
    TIMES.forEach((limit, times) -> settings.put("calls.limit." + limit.word(), times + "/1m"));
    settings.put("calls.limit.pair", TIMES.get(Limit.PAIR) + "/2m");
    cluster = Cluster.start(2, settings);
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  /** Tries, now here, now there: as often as the limit says it goes well, and then it does not. */
  @ParameterizedTest
  @EnumSource(Limit.class)
  void bothTogetherHoldIt(Limit limit) {
    StandInUser user = cluster.newUser();
    StandInUser other = cluster.newUser();
    for (int i = 0; i < TIMES.get(limit); i++) {
      Response answer = attempt(limit, user, other, i);
      assertEquals(limit == Limit.LOGIN || limit == Limit.ADDRESS ? 401 : 200, answer.statusCode(), answer.asString());
    }
    for (int i = 0; i < 4; i++) {
      Response answer = attempt(limit, user, other, i);
      double seconds = Expect.json(answer).path("retry-after").doubleValue();
      assertTrue(seconds > 0 && seconds <= (limit == Limit.PAIR ? 120 : 60), answer.asString());
      Expect.refusal(answer, 429, "RATE_LIMIT_HIT", "API usage exceeded rate limit", "retry-after", seconds);
      assertEquals(TIMES.get(limit).toString(), answer.header("X-RateLimit-Limit"));
    }
    if (limit != Limit.LOGIN && limit != Limit.ADDRESS) {
      assertTrue(attempt(limit, cluster.newUser(), cluster.newUser(), 0).statusCode() == 200, "others are concerned");
    }
  }

  private static Response attempt(Limit limit, StandInUser user, StandInUser other, int number) {
    int here = number % 2;
    Client client = cluster.client(user, here);
    return switch (limit) {
      case CREATE -> client.post(API + "/create", "user_id", cluster.newUser().userId());
      case PAIR -> ended(client.post(API + "/create", "user_id", other.userId()), client);
      case ANSWER -> {
        StandInUser caller = cluster.newUser();
        String callId = cluster.client(caller, here).post(API + "/create", "user_id", user.userId()).path("call_id");
        Response answer = client.post(API + "/" + callId + "/respond", "response",
            number % 3 == 0 ? "decline" : "accept");
        cluster.client(caller, here)
            .post(API + "/" + callId + "/end")
            .then()
            .statusCode(answer.statusCode() == 200 && number % 3 == 0 ? 409 : 200);
        yield answer;
      }
      case DEVICE -> client.post(API + "/devices", "token", UUID.randomUUID().toString());
      case STREAM -> client.get(API + "/events", "wait", 0);
      case LOGIN -> guess(here, user.deliveryEmail(), "203.0.113." + user.userId() % 250);
      case ADDRESS -> guess(here, cluster.newUser().deliveryEmail(), "198.51.100." + user.userId() % 250);
    };
  }

  private static Response ended(Response created, Client caller) {
    if (created.statusCode() == 200) {
      caller.post(API + "/" + created.path("call_id") + "/cancel").then().statusCode(200);
    }
    return created;
  }

  private static Response guess(int replica, String email, String address) {
    String wrong = UUID.randomUUID().toString().replace("-", "");
    return Client.basic(email + ":" + wrong)
        .with("X-Forwarded-For", address)
        .at(cluster.replica(replica).url().toString())
        .get(API + "/history");
  }

  @Test
  void alsoInTheSameMoment() {
    StandInUser user = cluster.newUser();
    List<Integer> statuses = AtOnce.run(20, n -> cluster.client(user, n % 2)
        .post(API + "/devices", "token", UUID.randomUUID().toString())
        .statusCode());
    assertEquals(TIMES.get(Limit.DEVICE),
        IntStream.range(0, 20).filter(n -> statuses.get(n) == 200).boxed().toList().size());
    assertEquals(20, statuses.stream().filter(status -> status == 200 || status == 429).count());
  }

  /** For one e-mail address, LogInLimitTest tries it. */
  @Test
  void whoDoesNotWaitForAnswersTriesNoMorePeoplesKeys() {
    List<StandInUser> users = IntStream.range(0, 3 * TIMES.get(Limit.ADDRESS))
        .mapToObj(n -> cluster.newUser())
        .toList();
    cluster.zulip().setFault(Fault.SLOW);
    try {
      List<Integer> statuses = AtOnce.run(users.size(),
          n -> guess(0, users.get(n).deliveryEmail(), "198.51.100.255").statusCode());
      assertEquals(TIMES.get(Limit.ADDRESS), statuses.stream().filter(status -> status == 503).toList().size());
      assertEquals(2 * TIMES.get(Limit.ADDRESS), statuses.stream().filter(status -> status == 429).toList().size());
    } finally {
      cluster.zulip().setFault(Fault.NONE);
    }
  }
}
