package org.zulipcalls.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.logging.Level;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.zulipcalls.demo.StandInUser;
import org.zulipcalls.testing.Client;
import org.zulipcalls.testing.Expect;
import org.zulipcalls.testing.LogLines;
import org.zulipcalls.testing.ServiceTest;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;

/** Whom one can call: looked up in Zulip as the caller, with the document's log lines. */
@QuarkusTest
class RecipientTest extends ServiceTest {

  private LogLines log;

  @BeforeEach
  void listen() {
    log = LogLines.capture();
  }

  @AfterEach
  void stopListening() {
    log.close();
  }

  private Response byEmail(StandInUser caller, String email) {
    return Client.of(caller).post(API + "/create-embedded", "recipient_email", email);
  }

  private Response byId(StandInUser caller, long userId) {
    return Client.of(caller).post(API + "/create-embedded", "user_id", userId);
  }

  private void found(StandInUser wanted, Response answer) {
    assertEquals(wanted.userId(), Expect.success(answer).path("recipient").path("user_id").intValue());
  }

  @Test
  void theAttemptIsLogged() {
    found(bob, byEmail(alice, bob.deliveryEmail()));
    log.has(Level.INFO, "Attempting to create call: recipient_email='" + bob.deliveryEmail() + "', realm='"
        + zulip.realm("").url() + "'");
  }

  @Test
  void theAttemptByIdIsLoggedLikeIt() {
    found(bob, byId(alice, bob.userId()));
    log.has(Level.INFO, "Attempting to create call: recipient_email='', realm='" + zulip.realm("").url()
        + "', user_id='" + bob.userId() + "'");
  }

  @Test
  void noMoreIsLoggedThanAnAddressMayHave() {
    assertEquals(400, byEmail(alice, "x".repeat(10_000)).statusCode());
    log.has(Level.INFO, "Attempting to create call: recipient_email='" + "x".repeat(254) + "', realm='"
        + zulip.realm("").url() + "'");
  }

  @Test
  void theAddressMayHaveAnyCaseAndSpacesAround() {
    found(bob, byEmail(alice, " " + bob.deliveryEmail().toUpperCase() + " "));
  }

  @Test
  void theConfiguredDomainsStandForEachOtherBothWays() {
    String name = bob.name();
    found(bob, byEmail(alice, name + "@zulipdev.com"));
    log.has(Level.INFO, "Found user with alternative email: '" + name + "@zulip.com' instead of '" + name
        + "@zulipdev.com'");
    StandInUser developer = zulip.addUser("dev" + name + "@zulipdev.com", "Developer");
    found(developer, byEmail(alice, "dev" + name + "@zulip.com"));
    log.has(Level.INFO, "Found user with alternative email: 'dev" + name + "@zulipdev.com' instead of 'dev" + name
        + "@zulip.com'");
  }

  @Test
  void theAddressAsItWasAskedForWinsOverItsAlias() {
    StandInUser developer = zulip.addUser(bob.name() + "@zulipdev.com", "Other Bob");
    found(developer, byEmail(alice, developer.deliveryEmail()));
  }

  @Test
  void whoHidesTheAddressIsFoundByIdAndByTheOneThatZulipShows() {
    zulip.update(bob.name(), user -> user.withEmailHidden(true));
    Response answer = byId(alice, bob.userId());
    found(bob, answer);
    String shown = Expect.json(answer).path("recipient").path("email").asText();
    assertFalse(answer.asString().contains(bob.deliveryEmail()), answer.asString());
    database.update("DELETE FROM call");
    found(bob, byEmail(alice, shown));
    assertEquals(404, byEmail(alice, bob.deliveryEmail()).statusCode());
  }

  @Test
  void theCallersHiddenAddressIsNotToldToTheRecipient() {
    zulip.update(alice.name(), user -> user.withEmailHidden(true));
    String callId = call(alice, bob);
    Response answer = Client.of(bob).get(path(callId, "status"));
    Expect.success(answer);
    assertFalse(answer.asString().contains(alice.deliveryEmail()), answer.asString());
  }

  @Test
  void oneCannotCallOneself() {
    Expect.refusal(byId(alice, alice.userId()), 400, "BAD_REQUEST", "You cannot call yourself");
    Expect.refusal(byEmail(alice, alice.deliveryEmail()), 400, "BAD_REQUEST", "You cannot call yourself");
    Expect.refusal(byEmail(alice, alice.name() + "@zulipdev.com"), 400, "BAD_REQUEST", "You cannot call yourself");
  }

  @Test
  void oneCannotCallABot() {
    for (String bot : List.of("default-bot", "webhook-bot")) {
      Expect.refusal(byId(alice, zulip.user(bot).userId()), 400, "BAD_REQUEST", "Cannot call a bot");
      Expect.refusal(byEmail(alice, zulip.user(bot).deliveryEmail()), 400, "BAD_REQUEST", "Cannot call a bot");
    }
  }

  @Test
  void oneCannotCallADeactivatedUser() {
    zulip.deactivate(bob.name());
    Expect.refusal(byId(alice, bob.userId()), 400, "BAD_REQUEST", "Cannot call a deactivated user");
    Expect.refusal(byEmail(alice, bob.deliveryEmail()), 400, "BAD_REQUEST", "Cannot call a deactivated user");
  }

  @Test
  void usersOfOtherRealmsAreNotFound() {
    StandInUser king = zulip.user("king");
    for (Response answer : List.of(byId(alice, king.userId()), byEmail(alice, king.deliveryEmail()))) {
      assertEquals(404, answer.statusCode());
      assertEquals("RECIPIENT_NOT_FOUND", answer.path("code"));
    }
  }

  @Test
  void aLimitedGuestFindsNobodyWhomZulipHides() {
    StandInUser guest = zulip.addUser(newUser("guest").withRole(600).withSees(Set.of(bob.userId())));
    found(bob, byId(guest, bob.userId()));
    StandInUser hidden = newUser("hidden");
    for (Response answer : List.of(byId(guest, hidden.userId()), byEmail(guest, hidden.deliveryEmail()))) {
      assertEquals(404, answer.statusCode(), answer.asString());
      String text = answer.path("message");
      assertTrue(text.endsWith("Available: ['" + bob.deliveryEmail() + "']"), text);
    }
  }

  @Test
  void whoIsNotFoundIsToldWhatWasTriedAndWhoIsNear() {
    StandInUser king = zulip.user("king");
    List<String> names = List.of("cor", "cord", "corde", "cordel", "cordeli", "cordelia", "edgar", "kent");
    int id = 5000;
    for (String name : names) {
      zulip.addUser(StandInUser.member(id++, name + "@lear.example", name, zulip.realm("lear")));
    }
    zulip.addUser(StandInUser.member(id++, "cordeliab@lear.example", "Bot", zulip.realm("lear")).withBotType(1));
    zulip.addUser(StandInUser.member(id, "cordeliac@lear.example", "Gone", zulip.realm("lear")).withActive(false));
    Client caller = Client.of(king).with("Host", "lear.zulip.localhost");

    String text = "Recipient not found. Tried: ['cordeliax@lear.example']. Available: ['cordelia@lear.example', "
        + "'cordeli@lear.example', 'cordel@lear.example', 'corde@lear.example', 'cord@lear.example']";
    Expect.refusal(caller.post(API + "/create", "recipient_email", "cordeliax@lear.example"), 404,
        "RECIPIENT_NOT_FOUND", text);
    log.has(Level.SEVERE, "User not found after trying: ['cordeliax@lear.example'], realm='"
        + zulip.realm("lear").url() + "'");

    String both = caller.post(API + "/create", "recipient_email", "kent@zulipdev.com").path("message");
    assertTrue(both.startsWith("Recipient not found. Tried: ['kent@zulipdev.com', 'kent@zulip.com']. "
        + "Available: ['kent@lear.example', "), both);
    log.has(Level.SEVERE, "User not found after trying: ['kent@zulipdev.com', 'kent@zulip.com'], realm='"
        + zulip.realm("lear").url() + "'");
  }

  @Test
  void anAddressCannotReachAnotherPathOfZulip() {
    for (String email : List.of("..%2f..%2fme@zulip.com", "me?@zulip.com", "me#@zulip.com", "%@zulip.com")) {
      assertEquals(404, byEmail(alice, email).statusCode(), email);
    }
    assertTrue(zulip.requests()
        .stream()
        .allMatch(request -> request.path().matches("/api/v1/(users(/.*@.*|/me)?|server_settings)")),
        zulip.requests().toString());
  }
}
