package org.zulipcalls.push;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.zulipcalls.testing.FcmStandIn;
import org.zulipcalls.testing.Settings;

/** A gateway that talks to the stand-in, without the rest of the service. */
abstract class FcmTestBase {

  static final String TOKEN = "a-token-that-nobody-may-see";
  static final Instant EXPIRES = Instant.parse("2026-11-22T12:00:45.500Z");
  static final PushMessage MESSAGE = new PushMessage(TOKEN, "01a203da-0000-7000-8000-000000000001",
      Map.of("type", "call_invitation", "call_url", "https://meet.example/secret-room"), Duration.ofMillis(44_250),
      EXPIRES, "Hamlet", "Incoming video call", true);
  static final Instant NOW = Instant.parse("2026-11-22T12:00:01.250Z");

  FcmStandIn fcm;
  FcmGateway gateway;

  @BeforeEach
  void start() {
    fcm = FcmStandIn.start();
    gateway = new FcmGateway(Settings.of(fcm.settings()
        .entrySet()
        .stream()
        .flatMap(setting -> java.util.stream.Stream.of(setting.getKey(), setting.getValue()))
        .toArray(String[]::new)), InstantSource.fixed(NOW));
  }

  @AfterEach
  void stop() {
    gateway.close();
    fcm.close();
  }
}
