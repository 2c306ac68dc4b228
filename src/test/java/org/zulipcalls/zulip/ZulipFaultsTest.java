package org.zulipcalls.zulip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.zulipcalls.demo.Fault;
import org.zulipcalls.testing.AtOnce;
import org.zulipcalls.testing.Client;
import org.zulipcalls.testing.Expect;
import org.zulipcalls.testing.ServiceTest;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;

/** Zulip down, slow or answering nonsense: 503, and never an unauthenticated pass. */
@QuarkusTest
class ZulipFaultsTest extends ServiceTest {

  /** The issue allows Zulip 2 s; what the service and the machine need comes on top; the stand-in takes 5. */
  private static final double LONGEST_SECONDS = 4.9;

  @Inject
  ZulipClient client;
  @Inject
  ZulipWatch watch;

  private void unavailable(Response answer) {
    Expect.refusal(answer, 503, "ZULIP_UNAVAILABLE", "Zulip does not answer now, so we cannot tell who you are");
    assertTrue(Integer.parseInt(answer.header("Retry-After")) > 0);
    assertTrue(answer.timeIn(TimeUnit.MILLISECONDS) < LONGEST_SECONDS * 1000, answer.time() + " ms");
    assertEquals(null, answer.header("WWW-Authenticate"));
  }

  /** Somebody whom the service has not seen yet, in every way in which one may come. */
  private List<Client> newcomers() {
    return List.of(Client.of(newUser("new")), Client.browser(zulip, newUser("new")),
        Client.basic("nobody@zulip.com:" + "x".repeat(32)),
        Client.anonymous().cookie("sessionid", "bogus" + alice.name()));
  }

  private void nobodyIsLetIn() {
    List<Client> newcomers = newcomers();
    List<Response> answers = AtOnce.run(newcomers.size() * 2, n -> n % 2 == 0
        ? newcomers.get(n / 2).get(API + "/history")
        : newcomers.get(n / 2).post(API + "/create", "user_id", bob.userId()));
    answers.forEach(this::unavailable);
    assertEquals(0, database.count("SELECT count(*) FROM call"));
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void nobodyIsLetInWhenZulipIsBroken(Fault fault) {
    zulip.setFault(fault);
    nobodyIsLetIn();
    zulip.setFault(Fault.NONE);
    Expect.success(Client.of(alice).get(API + "/history"));
  }

  @Test
  void nobodyIsLetInWhenZulipIsDown() {
    zulip.stop();
    try {
      nobodyIsLetIn();
    } finally {
      zulip.restart();
    }
    Expect.success(Client.of(alice).get(API + "/history"));
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void nobodyIsLetInWhenTheRealmCannotBeTold(Fault fault) {
    zulip.setFault(fault, "/server_settings");
    String host = "unseen-" + fault.name().toLowerCase().replace('_', '-') + ".example";
    unavailable(Client.of(alice).with("Host", host).get(API + "/history"));
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void noCallBeginsWhenTheRecipientCannotBeLookedUp(Fault fault) {
    Expect.success(Client.of(alice).get(API + "/history"));
    zulip.setFault(fault, "/users/" + bob.userId());
    unavailable(Client.of(alice).post(API + "/create", "user_id", bob.userId()));
    assertEquals(0, database.count("SELECT count(*) FROM call"));
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void whoIsNotThereIsNotFoundAlsoWhereNobodyElseIsNamed(Fault fault) {
    Expect.success(Client.of(alice).get(API + "/history"));
    zulip.setFault(fault, "/users?");
    Expect.refusal(Client.of(alice).post(API + "/create", "recipient_email", "nobody@example.org"), 404,
        "RECIPIENT_NOT_FOUND", "Recipient not found. Tried: ['nobody@example.org']. Available: []");
    assertTrue(watch.last().orElseThrow().reachable());
  }

  /** Else a moment in which Zulip does not answer would be followed by all that was asked in it, which nobody waits for. */
  @Test
  void whatWaitedInVainIsNotAskedLater() throws InterruptedException {
    zulip.setFault(Fault.SLOW, "/users/me");
    zulip.clearRequests();
    AtOnce.run(150, n -> Client.anonymous().cookie("sessionid", "bogus" + n).get(API + "/history"))
        .forEach(answer -> assertEquals(503, answer.statusCode()));
    long asked = askedWhoTheyAre();
    // Until the first are answered after all, and would make room.
    Thread.sleep(4_000);
    assertEquals(asked, askedWhoTheyAre());
  }

  private long askedWhoTheyAre() {
    return zulip.requests().stream().filter(request -> request.path().endsWith("/users/me")).count();
  }

  /** It may be megabytes. */
  @Test
  void theListOfEverybodyIsReadOnAWorker() {
    Credential hers = new Credential.ApiKey("zulip.localhost", null, alice.basic(), "127.0.0.1");
    String thread = client.list(hers, "/users")
        .map(everybody -> Thread.currentThread().getName())
        .await()
        .atMost(Duration.ofSeconds(10));
    assertTrue(thread.startsWith("executor-thread"), thread);
  }

  @Test
  void whoWasConfirmedGoesOnWhileZulipIsDown() {
    String callId = answeredCall(alice, bob);
    zulip.stop();
    try {
      Expect.success(Client.of(bob).get(path(callId, "status")));
      Expect.success(Client.of(bob).post(path(callId, "end")));
    } finally {
      zulip.restart();
    }
  }

  @Test
  void whoHasNoCredentialsIsNotLoggedInAlsoWhenZulipIsDown() {
    zulip.stop();
    try {
      assertEquals(401, Client.anonymous().get(API + "/history").statusCode());
    } finally {
      zulip.restart();
    }
  }
}
