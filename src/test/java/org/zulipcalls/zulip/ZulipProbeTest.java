package org.zulipcalls.zulip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.zulipcalls.demo.Fault;
import org.zulipcalls.demo.Recorded;
import org.zulipcalls.demo.ZulipStandIn;
import org.zulipcalls.support.CallsConfig;
import org.zulipcalls.support.Chores;
import org.zulipcalls.testing.Settings;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.core.http.HttpServer;

/** What is known of Zulip while nobody calls. */
class ZulipProbeTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Vertx vertx = Vertx.vertx();
  private final ZulipStandIn zulip = ZulipStandIn.start(0);
  private Instant now = Instant.EPOCH;
  private ZulipWatch watch;
  private ZulipProbe probe = probe(zulip.port(), "60s");

  private ZulipProbe probe(int port, String interval) {
    CallsConfig config = Settings.of("calls.zulip.url", "http://127.0.0.1:" + port, "calls.zulip.check-interval",
        interval);
    MeterRegistry registry = new SimpleMeterRegistry();
    watch = new ZulipWatch(registry, () -> now);
    return new ZulipProbe(new ZulipClient(vertx, config, watch), watch, new Chores(registry), () -> now, config);
  }

  @AfterEach
  void close() {
    zulip.close();
    vertx.closeAndAwait();
  }

  private Optional<Boolean> reachableAfter(int seconds) {
    now = now.plusSeconds(seconds);
    probe.askIfDue().await().atMost(PATIENCE);
    return watch.last().map(ZulipWatch.Answer::reachable);
  }

  /** Whose success is empty is there. */
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = {"NONE", "EMPTY_SUCCESS"})
  void anOutageIsNoticedThatNobodyMeetsAndSoIsItsEnd(Fault fault) {
    assertEquals(Optional.of(true), reachableAfter(0));
    zulip.setFault(fault);
    assertEquals(Optional.of(false), reachableAfter(60));
    zulip.setFault(Fault.NONE);
    assertEquals(Optional.of(true), reachableAfter(5));
  }

  @Test
  void aZulipThatIsDownIsAway() {
    zulip.stop();
    assertEquals(Optional.of(false), reachableAfter(0));
    zulip.restart();
    assertEquals(Optional.of(false), reachableAfter(4));
    assertEquals(Optional.of(true), reachableAfter(1));
  }

  /** No call is ended for silence before. */
  @Test
  void theEndOfAnOutageIsNoticedWithoutAnInterval() {
    probe = probe(zulip.port(), "0");
    zulip.stop();
    check();
    assertTrue(probe.isAway());
    zulip.restart();
    assertEquals(Optional.of(true), reachableAfter(5));
  }

  private void check() {
    probe.check().await().atMost(PATIENCE);
  }

  @Test
  void whoWantsToBeSureAsksUnlessThatWasJustDone() {
    check();
    check();
    assertEquals(1, zulip.requests().size());
    assertFalse(probe.isAway());
    now = now.plusSeconds(5);
    check();
    assertEquals(2, zulip.requests().size());
  }

  @Test
  void itIsAskedAsAnybodyWouldAndByTheNameOfItsAddress() {
    reachableAfter(0);
    Recorded asked = zulip.requests().get(0);
    assertEquals("/api/v1/server_settings", asked.path());
    assertEquals(zulip.url().getAuthority(), asked.host());
    assertFalse(asked.authorization());
    assertFalse(asked.cookie());
  }

  @Test
  void whereZulipHasJustAnsweredItIsNotAsked() {
    reachableAfter(0);
    reachableAfter(30);
    assertEquals(1, zulip.requests().size());
    reachableAfter(30);
    assertEquals(2, zulip.requests().size());
  }

  @Test
  void withoutAnIntervalItIsNeverAsked() {
    probe = probe(zulip.port(), "0");
    assertEquals(Optional.empty(), reachableAfter(3600));
    assertEquals(List.of(), zulip.requests());
  }

  /** Django's answer where Zulip is not at the host by which we reach it, such as a Service's name. */
  @Test
  void aRefusalIsAnAnswer() {
    HttpServer django = vertx.createHttpServer()
        .requestHandler(request -> request.response()
            .setStatusCode(400)
            .endAndForget("<html><head><title>Bad Request (400)</title></head></html>"))
        .listenAndAwait(0, "127.0.0.1");
    probe = probe(django.actualPort(), "60s");
    assertTrue(reachableAfter(0).orElseThrow());
  }
}
