package org.zulipcalls.jitsi;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

import javax.crypto.spec.SecretKeySpec;

import jakarta.inject.Singleton;

import org.jboss.logging.Logger;
import org.zulipcalls.call.Call;
import org.zulipcalls.call.User;
import org.zulipcalls.support.CallsConfig;
import org.zulipcalls.support.PrivateKeys;

import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.build.Jwt;
import io.smallrye.jwt.build.JwtClaimsBuilder;

/**
 * Signed tokens, since a link's parameters give nobody any rights in Jitsi: for Prosody's token authentication (HS256,
 * jitsi/lib-jitsi-meet doc/tokens.md) or for JaaS (RS256, 8x8.vc). Each is for one person in one room, made anew each
 * time somebody asks and never stored.
 */
@Singleton
class RoomTokens {

  private static final Logger LOG = Logger.getLogger(RoomTokens.class);
  /** Bytes. */
  private static final int GOOD_SECRET = 32;
  /** Long enough to join and, after a lost connection, to join again. */
  private static final Duration LIFE = Duration.ofMinutes(10);
  /** The server's clock may be behind ours. */
  private static final Duration SKEW = Duration.ofSeconds(30);

  private final InstantSource clock;
  private final CallsConfig.Jitsi.Jwt config;
  private final Function<JwtClaimsBuilder, String> signer;

  RoomTokens(InstantSource clock, CallsConfig config) {
    this.clock = clock;
    this.config = config.jitsi().jwt();
    this.signer = signer(this.config);
  }

  private static Function<JwtClaimsBuilder, String> signer(CallsConfig.Jitsi.Jwt config) {
    if (config.privateKeyFile().isPresent()) {
      var key = PrivateKeys.read(config.privateKeyFile().get());
      String keyId = config.keyId().orElseThrow();
      return claims -> claims.jws().algorithm(SignatureAlgorithm.RS256).keyId(keyId).sign(key);
    }
    return config.secret().<Function<JwtClaimsBuilder, String>>map(secret -> {
      var key = key(secret.value().getBytes(StandardCharsets.UTF_8));
      return claims -> claims.jws().algorithm(SignatureAlgorithm.HS256).sign(key);
    }).orElse(null);
  }

  /** The library takes no short key; HMAC fills one with zeros itself, so this is the same (RFC 2104, section 2). */
  private static SecretKeySpec key(byte[] secret) {
    if (secret.length < GOOD_SECRET) {
      LOG.warn("CALLS_JITSI_JWT_SECRET has fewer than 32 bytes and can be guessed (RFC 7518, section 3.2)");
    }
    return new SecretKeySpec(Arrays.copyOf(secret, Math.max(secret.length, GOOD_SECRET)), "HmacSHA256");
  }

  /** The token with which the user enters the call's room; null when tokens are not configured. */
  String sign(Call call, User user, boolean moderator) {
    if (signer == null) {
      return null;
    }
    Instant now = clock.instant();
    boolean jaas = config.privateKeyFile().isPresent();
    String appId = config.appId().orElseThrow();
    JwtClaimsBuilder claims = Jwt.issuer(jaas ? "chat" : appId)
        .audience("jitsi")
        .subject(jaas ? appId : tenant(call))
        .claim("room", call.jitsiRoomName)
        .claim("context", context(user, moderator, jaas))
        .claim("nbf", now.minus(SKEW).getEpochSecond())
        .issuedAt(now)
        .expiresAt(now.plus(LIFE));
    return signer.apply(claims);
  }

  private Map<String, Object> context(User user, boolean moderator, boolean jaas) {
    Map<String, Object> person = new LinkedHashMap<>();
    person.put("id", Long.toString(user.userId()));
    person.put("name", user.fullName());
    if (config.includeEmail()) {
      person.put("email", user.email());
    }
    if (user.avatarUrl() != null) {
      person.put("avatar", user.avatarUrl());
    }
    person.put("moderator", moderator);
    person.put("affiliation", moderator ? "owner" : "member");
    Map<String, Object> context = new LinkedHashMap<>();
    context.put("user", person);
    if (jaas) {
      context.put("features",
          Map.of("livestreaming", false, "recording", false, "transcription", false, "outbound-call", false));
    }
    return context;
  }

  /** A path before the room is Jitsi's tenant; without one the token is for any. */
  private static String tenant(Call call) {
    String path = URI.create(call.jitsiRoomUrl).getPath();
    String before = path.substring(0, path.lastIndexOf('/')).replaceAll("^/+", "");
    return before.isEmpty() ? "*" : before;
  }
}
