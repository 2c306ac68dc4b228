package org.zulipcalls.zulip;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.zulipcalls.demo.StandInUser;
import org.zulipcalls.testing.AtOnce;
import org.zulipcalls.testing.Client;
import org.zulipcalls.testing.Expect;
import org.zulipcalls.testing.ServiceTest;

import io.quarkus.test.junit.QuarkusTest;

/** Zulip's answers are remembered, since a user may ask it only 200 times a minute. */
@QuarkusTest
class IdentityCacheTest extends ServiceTest {

  private static final String HISTORY = API + "/history";

  private long askedWho() {
    return zulip.requests().stream().filter(request -> request.path().endsWith("/users/me")).count();
  }

  @Test
  void fiftyRequestsAtOnceAskZulipOnce() {
    List<Integer> statuses = AtOnce.run(50, n -> Client.of(alice).get(HISTORY).statusCode());
    assertEquals(Set.of(200), Set.copyOf(statuses));
    assertEquals(1, askedWho());
  }

  @Test
  void fiftyWrongKeysAtOnceAskZulipOnce() {
    Client wrong = Client.basic(alice.deliveryEmail() + ":" + "x".repeat(32));
    List<Integer> statuses = AtOnce.run(50, n -> wrong.get(HISTORY).statusCode());
    assertEquals(Set.of(401), Set.copyOf(statuses));
    assertEquals(1, askedWho());
  }

  @Test
  void eachUserIsAskedForOnce() {
    List<StandInUser> users = AtOnce.run(20, n -> newUser("user"));
    List<Integer> statuses = AtOnce.run(60, n -> Client.of(users.get(n % 20)).get(HISTORY).statusCode());
    assertEquals(Set.of(200), Set.copyOf(statuses));
    assertEquals(20, askedWho());
  }

  @Test
  void aConfirmationIsGoodForItsHostAlone() {
    Expect.success(Client.of(alice).get(HISTORY));
    Expect.refusal(Client.of(alice).with("Host", "lear.zulip.localhost").get(HISTORY), 401, "UNAUTHORIZED",
        "Account is not associated with this subdomain");
    assertEquals(2, askedWho());
  }

  @Test
  void aKeyAndASessionAreAskedForEachOnItsOwn() {
    Expect.success(Client.of(alice).get(HISTORY));
    Expect.success(Client.anonymous().cookie("sessionid", zulip.newSession(alice)).get(HISTORY));
    Expect.success(Client.anonymous().cookie("__Host-sessionid", zulip.newSession(alice)).get(HISTORY));
    assertEquals(3, askedWho());
  }

  @Test
  void aFailureIsNotRemembered() {
    zulip.stop();
    try {
      assertEquals(503, Client.of(alice).get(HISTORY).statusCode());
    } finally {
      zulip.restart();
    }
    Expect.success(Client.of(alice).get(HISTORY));
  }
}
