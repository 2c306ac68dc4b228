package org.zulipcalls.zulip;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.zulipcalls.demo.Fault;
import org.zulipcalls.demo.StandInUser;
import org.zulipcalls.limit.Key;
import org.zulipcalls.limit.Limit;
import org.zulipcalls.testing.AtOnce;
import org.zulipcalls.testing.Backstage;
import org.zulipcalls.testing.Client;
import org.zulipcalls.testing.Expect;
import org.zulipcalls.testing.RawHttp;
import org.zulipcalls.testing.RawHttp.Answer;
import org.zulipcalls.testing.ServiceTest;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;

/** Nobody guesses keys through us, and nobody is locked out for it without need. */
@QuarkusTest
class LogInLimitTest extends ServiceTest {

  private static final String HISTORY = API + "/history";
  private static final AtomicInteger ADDRESSES = new AtomicInteger();
  private static final AtomicInteger KEYS = new AtomicInteger();

  @Inject
  ZulipClient client;
  @Inject
  Realms realms;
  @Inject
  LogInGuard guard;

  private String address;

  @BeforeEach
  void fromSomewhereNew() {
    address = newAddress();
  }

  private static String newAddress() {
    int number = ADDRESSES.incrementAndGet();
    return "203.0." + number / 250 + "." + (1 + number % 250);
  }

  private Client from(String where, Client client) {
    return client.with("X-Forwarded-For", "192.0.2.1, " + where);
  }

  /** Another wrong key each time. */
  private Response guess(String where, String email) {
    return from(where, Client.basic(email + ":" + String.format("%032d", KEYS.incrementAndGet()))).get(HISTORY);
  }

  private void guessUntilTheEnd(String email) {
    for (int i = 0; i < Backstage.LOGIN_LIMIT; i++) {
      Expect.refusal(guess(address, email), 401, "UNAUTHORIZED", "Invalid API key");
    }
  }

  private static void limited(Response answer, int most) {
    double seconds = Expect.json(answer).path("retry-after").doubleValue();
    assertTrue(seconds > 0 && seconds <= 60, answer.asString());
    Expect.refusal(answer, 429, "RATE_LIMIT_HIT", "API usage exceeded rate limit", "retry-after", seconds);
    assertEquals(seconds, Double.parseDouble(answer.header("Retry-After")), 0.001);
    assertEquals("" + most, answer.header("X-RateLimit-Limit"));
    assertEquals("0", answer.header("X-RateLimit-Remaining"));
    assertTrue(answer.header("X-RateLimit-Reset").matches("\\d{10}"));
  }

  @Test
  void afterTooManyWrongKeysZulipIsNotAskedAnyMore() {
    guessUntilTheEnd(alice.deliveryEmail());
    zulip.clearRequests();
    limited(guess(address, alice.deliveryEmail()), Backstage.LOGIN_LIMIT);
    limited(guess(address, " " + alice.deliveryEmail().toUpperCase()), Backstage.LOGIN_LIMIT);
    limited(guess(address, "\u00a0" + alice.deliveryEmail().replace("i", "\u0131")), Backstage.LOGIN_LIMIT);
    // Nor would the right one be told from a wrong one.
    limited(from(address, Client.of(alice)).get(HISTORY), Backstage.LOGIN_LIMIT);
    assertEquals(0, zulip.requests().size());
  }

  @Test
  void aKeyThatWasConfirmedBeforeIsLetInAllTheSame() {
    Expect.success(from(address, Client.of(alice)).get(HISTORY));
    guessUntilTheEnd(alice.deliveryEmail());
    limited(guess(address, alice.deliveryEmail()), Backstage.LOGIN_LIMIT);
    Expect.success(from(address, Client.of(alice)).get(HISTORY));
  }

  @Test
  void neighboursAndOtherAddressesAreNotConcerned() {
    guessUntilTheEnd(alice.deliveryEmail());
    limited(guess(address, alice.deliveryEmail()), Backstage.LOGIN_LIMIT);
    Expect.success(from(address, Client.of(bob)).get(HISTORY));
    Expect.success(from(newAddress(), Client.of(alice)).get(HISTORY));
    Expect.success(from(address, Client.anonymous()).cookie("sessionid", zulip.newSession(alice)).get(HISTORY));
  }

  @Test
  void aClientCannotChooseItsAddress() {
    guessUntilTheEnd(alice.deliveryEmail());
    for (String claimed : new String[]{"8.8.8.8", "127.0.0.1", "nonsense"}) {
      Response answer = Client.basic(alice.deliveryEmail() + ":" + "y".repeat(32))
          .with("X-Forwarded-For", claimed + ", " + address)
          .get(HISTORY);
      limited(answer, Backstage.LOGIN_LIMIT);
    }
  }

  @Test
  void wrongKeysForManyPeopleAreCountedTogether() {
    guess(address, alice.deliveryEmail());
    String who = Key.of(Limit.ADDRESS, address).hash();
    database.update("UPDATE limit_hit SET hits = ? WHERE who = ?", Backstage.ADDRESS_LIMIT - 1L, who);
    assertEquals(401, guess(address, bob.deliveryEmail()).statusCode());
    zulip.clearRequests();
    StandInUser carol = newUser("carol");
    limited(guess(address, carol.deliveryEmail()), Backstage.ADDRESS_LIMIT);
    limited(from(address, Client.of(carol)).get(HISTORY), Backstage.ADDRESS_LIMIT);
    assertEquals(0, zulip.requests().size());
    Expect.success(from(newAddress(), Client.of(carol)).get(HISTORY));
  }

  @Test
  void theSameWrongKeyAgainIsNoGuess() {
    Client wrong = from(address, Client.basic(alice.deliveryEmail() + ":" + "z".repeat(32)));
    assertEquals(401, wrong.get(HISTORY).statusCode());
    // For five seconds the answer is remembered.
    await().atMost(Duration.ofSeconds(20)).pollDelay(Duration.ofSeconds(5)).until(() -> {
      zulip.clearRequests();
      return wrong.get(HISTORY).statusCode() == 401 && !zulip.requests().isEmpty();
    });
    assertEquals(1, database.count("SELECT hits FROM limit_hit WHERE who = ?", Key.of(Limit.ADDRESS, address).hash()));
  }

  @Test
  void whatIsNoPairCountsForTheAddressAlone() {
    for (int i = 0; i <= Backstage.LOGIN_LIMIT; i++) {
      Response answer = from(address, Client.anonymous().with("Authorization", "Basic x" + i)).get(HISTORY);
      Expect.refusal(answer, 401, "UNAUTHORIZED", "Invalid authorization header for basic auth");
    }
    assertEquals(Backstage.LOGIN_LIMIT + 1,
        database.count("SELECT hits FROM limit_hit WHERE who = ?", Key.of(Limit.ADDRESS, address).hash()));
  }

  /** Zulip would pass over the letter and find Alice. */
  @Test
  void whatIsNoBase64IsNotTried() {
    String header = new StringBuilder(alice.basic()).insert("Basic ".length() + 5, '!').toString();
    zulip.clearRequests();
    Response answer = from(address, Client.anonymous().with("Authorization", header)).get(HISTORY);
    Expect.refusal(answer, 401, "UNAUTHORIZED", "Invalid authorization header for basic auth");
    assertEquals("Basic realm=\"zulip\"", answer.header("WWW-Authenticate"));
    assertEquals(0, zulip.requests().size());
  }

  /** For Python these are spaces; Zulip would find Alice. */
  @ParameterizedTest
  @ValueSource(strings = {"\u00a0", "\u0085"})
  void whatIsNoSpaceToUsDividesNothing(String space) throws IOException {
    zulip.clearRequests();
    Answer answer = RawHttp.exchange(RestAssured.port, ("GET " + HISTORY + " HTTP/1.1\r\nHost: zulip.localhost\r\n"
        + "Connection: close\r\nAuthorization: " + alice.basic().replace(" ", space) + "\r\n\r\n")
        .getBytes(StandardCharsets.ISO_8859_1));
    assertTrue(answer.body().contains("Invalid authorization header for basic auth"), answer.toString());
    assertEquals(401, answer.status());
    assertEquals(0, zulip.requests().size());
  }

  @Test
  void withoutTheTablePeopleLogInAllTheSameAndNobodyGuesses() {
    database.update("ALTER TABLE limit_hit RENAME TO gone");
    try {
      Expect.success(from(address, Client.of(alice)).get(HISTORY));
      guessUntilTheEnd(bob.deliveryEmail());
      limited(guess(address, bob.deliveryEmail()), Backstage.LOGIN_LIMIT);
    } finally {
      database.update("ALTER TABLE gone RENAME TO limit_hit");
    }
  }

  @Test
  void whoDoesNotWaitForAnswersGuessesNoMore() {
    zulip.setFault(Fault.SLOW);
    List<Integer> statuses = AtOnce.run(3 * Backstage.LOGIN_LIMIT,
        n -> guess(address, alice.deliveryEmail()).statusCode());
    assertEquals(Backstage.LOGIN_LIMIT, statuses.stream().filter(status -> status == 503).count(), statuses.toString());
    assertEquals(2 * Backstage.LOGIN_LIMIT, statuses.stream().filter(status -> status == 429).count());
    zulip.setFault(Fault.NONE);
    assertEquals(401, guess(address, alice.deliveryEmail()).statusCode());
  }

  private boolean isStillGood(Credential credential) {
    return new Identities(client, realms, guard).stillGood(credential).await().atMost(Duration.ofSeconds(20));
  }

  /** Else whoever has a key that was revoked would read on for as long as they send wrong ones. */
  @Test
  void aRevokedKeyIsNoLongerGoodThoughNoneMayBeTried() {
    Credential key = new Credential.ApiKey(zulip.url().getAuthority(), null, alice.basic(), address);
    assertTrue(isStillGood(key));
    guessUntilTheEnd(alice.deliveryEmail());
    limited(guess(address, alice.deliveryEmail()), Backstage.LOGIN_LIMIT);
    assertTrue(isStillGood(key));
    zulip.update(alice.name(), user -> user.withApiKey("n".repeat(32)));
    assertFalse(isStillGood(key));
    zulip.clearRequests();
    assertFalse(isStillGood(key));
    assertEquals(0, zulip.requests().size());
  }

  /** Those that were under way when the last one was counted, and those that were counted before. */
  @Test
  void aBurstOfWrongKeysComesToZulipTwiceTheLimitAtMost() {
    zulip.clearRequests();
    List<Integer> statuses = AtOnce.run(20 * Backstage.LOGIN_LIMIT,
        n -> guess(address, alice.deliveryEmail()).statusCode());
    assertTrue(zulip.requests().size() < 2 * Backstage.LOGIN_LIMIT, zulip.requests().size() + " came");
    assertEquals(Backstage.LOGIN_LIMIT, statuses.stream().filter(status -> status == 401).count());
  }

  @Test
  void theTableHoldsNeitherAddressesNorNames() {
    guess(address, alice.deliveryEmail());
    String all = String.join("\n", database.texts("SELECT limit_hit::text FROM limit_hit"));
    assertFalse(all.contains(address) || all.contains("@") || all.contains(alice.name()), all);
  }
}
