package org.zulipcalls.limit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.zulipcalls.demo.StandInUser;
import org.zulipcalls.testing.AtOnce;
import org.zulipcalls.testing.Client;
import org.zulipcalls.testing.Cluster;
import org.zulipcalls.testing.Expect;

import io.restassured.response.Response;

/** Each limit is one for both replicas together, whoever is asked. */
class LimitsIT {

  private static final String API = "/api/v1/calls";
  private static final Map<Limit, Integer> TIMES = Map.of(Limit.CREATE, 7, Limit.PAIR, 3, Limit.ANSWER, 4, Limit.DEVICE,
      5, Limit.STREAM, 6, Limit.LOGIN, 4, Limit.ADDRESS, 9, Limit.UPDATE, 5);
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
      case UPDATE -> client.post(API + "/status", "call_id", talk(user, other, here), "status", "muted");
      case DEVICE -> client.post(API + "/devices", "token", UUID.randomUUID().toString());
      case STREAM -> client.get(API + "/events", "wait", 0);
      case LOGIN -> guess(here, user.deliveryEmail(), "203.0.113." + user.userId() % 250);
      case ADDRESS -> guess(here, cluster.newUser().deliveryEmail(), "198.51.100." + user.userId() % 250);
    };
  }

  /** The call that the two are in. */
  private static String talk(StandInUser user, StandInUser other, int here) {
    Response begun = cluster.client(user, here).post(API + "/create", "user_id", other.userId());
    if (begun.statusCode() != 200) {
      return begun.path("existing_call_id");
    }
    String callId = begun.path("call_id");
    Expect.success(cluster.client(other, here).post(API + "/" + callId + "/respond", "response", "accept"));
    return callId;
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

  @ParameterizedTest
  @EnumSource(value = Limit.class, names = {"CREATE", "ANSWER", "DEVICE", "STREAM"})
  void alsoInTheSameMoment(Limit limit) {
    StandInUser user = cluster.newUser();
    List<Supplier<Response>> attempts = IntStream.range(0, 20).mapToObj(n -> prepared(limit, user, n % 2)).toList();
    List<Integer> statuses = AtOnce.run(attempts.size(), n -> attempts.get(n).get().statusCode());
    assertEquals(TIMES.get(limit), statuses.stream().filter(status -> status == 200).toList().size(),
        statuses.toString());
    assertEquals(20, statuses.stream().filter(status -> status == 200 || status == 429).count(), statuses.toString());
  }

  /** What is left of an attempt when all is there that it needs. */
  private static Supplier<Response> prepared(Limit limit, StandInUser user, int here) {
    StandInUser other = cluster.newUser();
    if (limit == Limit.CREATE) {
      return () -> cluster.client(user, here).post(API + "/create", "user_id", other.userId());
    }
    if (limit == Limit.ANSWER) {
      String callId = cluster.client(other, here).post(API + "/create", "user_id", user.userId()).path("call_id");
      return () -> cluster.client(user, here).post(API + "/" + callId + "/respond", "response", "decline");
    }
    return () -> attempt(limit, user, other, here);
  }
}
