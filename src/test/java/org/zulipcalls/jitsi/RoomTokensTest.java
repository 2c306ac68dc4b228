package org.zulipcalls.jitsi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.zulipcalls.call.Call;
import org.zulipcalls.call.User;
import org.zulipcalls.testing.RsaKey;
import org.zulipcalls.testing.Settings;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import com.auth0.jwt.exceptions.JWTVerificationException;
import com.auth0.jwt.interfaces.DecodedJWT;

/** Tokens as Prosody and JaaS take them, verified by another implementation than the one that makes them. */
class RoomTokensTest {

  private static final String SECRET = "a secret of at least 32 characters";
  private static final User JOHN = new User(7, "John \"JJ\" Doe", "john@example.com", "https://zulip.example/avatar/7");
  private static final Instant NOW = Instant.now().truncatedTo(java.time.temporal.ChronoUnit.SECONDS);

  private static Call call(String url) {
    Call call = new Call();
    call.jitsiRoomName = "zulip-call-1";
    call.jitsiRoomUrl = url;
    return call;
  }

  private static RoomTokens tokens(String... settings) {
    return new RoomTokens(InstantSource.fixed(NOW), Settings.of(settings));
  }

  private static RoomTokens prosody() {
    return tokens("calls.jitsi.jwt.app-id", "our-app", "calls.jitsi.jwt.secret", SECRET);
  }

  private static DecodedJWT verify(String token) {
    return JWT.require(Algorithm.HMAC256(SECRET)).withIssuer("our-app").withAudience("jitsi").build().verify(token);
  }

  @Test
  void withoutConfigurationThereIsNone() {
    assertNull(tokens().sign(call("https://jitsi.example/zulip-call-1"), JOHN, true));
  }

  @Test
  void theInitiatorsTokenGivesAModeratorsRightsInThisRoomAlone() {
    DecodedJWT token = verify(prosody().sign(call("https://jitsi.example/zulip-call-1"), JOHN, true));
    assertEquals("*", token.getSubject());
    assertEquals("zulip-call-1", token.getClaim("room").asString());
    assertEquals(Map.of("user", Map.of("id", "7", "name", JOHN.fullName(), "avatar", JOHN.avatarUrl(), "moderator",
        true, "affiliation", "owner")), token.getClaim("context").asMap());
  }

  /** Prosody sets no least length. */
  @Test
  void aShortSecretSignsAsProsodyWould() {
    String token = tokens("calls.jitsi.jwt.app-id", "our-app", "calls.jitsi.jwt.secret", "short")
        .sign(call("https://jitsi.example/zulip-call-1"), JOHN, true);
    assertEquals("our-app", JWT.require(Algorithm.HMAC256("short")).build().verify(token).getIssuer());
  }

  @Test
  void theRecipientsTokenGivesNone() {
    DecodedJWT token = verify(prosody().sign(call("https://jitsi.example/zulip-call-1"), JOHN, false));
    Map<?, ?> user = (Map<?, ?>) token.getClaim("context").asMap().get("user");
    assertEquals(false, user.get("moderator"));
    assertEquals("member", user.get("affiliation"));
  }

  @Test
  void aTokenLivesTenMinutesAndIsGoodForAServerWhoseClockIsBehind() {
    DecodedJWT token = verify(prosody().sign(call("https://jitsi.example/zulip-call-1"), JOHN, true));
    assertEquals(NOW.plusSeconds(600), token.getExpiresAtAsInstant());
    assertEquals(NOW.minusSeconds(30), token.getNotBeforeAsInstant());
  }

  @Test
  void aPathBeforeTheRoomIsTheTenant() {
    DecodedJWT token = verify(prosody().sign(call("https://jitsi.example/our-tenant/zulip-call-1"), JOHN, true));
    assertEquals("our-tenant", token.getSubject());
  }

  @Test
  void theAddressIsToldOnlyWhenThatIsConfigured() {
    RoomTokens telling = tokens("calls.jitsi.jwt.app-id", "our-app", "calls.jitsi.jwt.secret", SECRET,
        "calls.jitsi.jwt.include-email", "true");
    DecodedJWT token = verify(telling.sign(call("https://jitsi.example/zulip-call-1"), JOHN, true));
    assertEquals("john@example.com", ((Map<?, ?>) token.getClaim("context").asMap().get("user")).get("email"));
  }

  @Test
  void eachTokenIsAnother() {
    Call call = call("https://jitsi.example/zulip-call-1");
    assertNotEquals(prosody().sign(call, JOHN, true), prosody().sign(call, JOHN, true));
  }

  @Test
  void anotherSecretDoesNotVerify() {
    String token = prosody().sign(call("https://jitsi.example/zulip-call-1"), JOHN, true);
    assertThrows(JWTVerificationException.class,
        () -> JWT.require(Algorithm.HMAC256("another " + SECRET)).build().verify(token));
  }

  @Test
  void jaasGetsItsOwnForm(@TempDir Path directory) {
    RsaKey key = RsaKey.write(directory.resolve("key.pem"));
    RoomTokens jaas = tokens("calls.jitsi.jwt.app-id", "vpaas-magic-cookie-1", "calls.jitsi.jwt.private-key-file",
        key.file().toString(), "calls.jitsi.jwt.key-id", "vpaas-magic-cookie-1/abc");
    DecodedJWT token = JWT.require(Algorithm.RSA256(key.publicKey()))
        .withIssuer("chat")
        .withAudience("jitsi")
        .withSubject("vpaas-magic-cookie-1")
        .build()
        .verify(jaas.sign(call("https://8x8.vc/vpaas-magic-cookie-1/zulip-call-1"), JOHN, true));
    assertEquals("vpaas-magic-cookie-1/abc", token.getKeyId());
    assertEquals("RS256", token.getAlgorithm());
    assertEquals("zulip-call-1", token.getClaim("room").asString());
    Map<?, ?> features = (Map<?, ?>) token.getClaim("context").asMap().get("features");
    assertEquals(Map.of("livestreaming", false, "recording", false, "transcription", false, "outbound-call", false),
        features);
  }
}
