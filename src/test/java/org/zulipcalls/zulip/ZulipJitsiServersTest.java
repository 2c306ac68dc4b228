package org.zulipcalls.zulip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.InstantSource;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.zulipcalls.call.Requester;
import org.zulipcalls.call.User;
import org.zulipcalls.demo.Fault;
import org.zulipcalls.demo.ZulipStandIn;
import org.zulipcalls.support.ApiException;
import org.zulipcalls.testing.Settings;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.Cookie;
import io.vertx.mutiny.core.Vertx;

/** The realm's Jitsi server, read from Zulip as the caller. */
class ZulipJitsiServersTest {

  private static final Requester HAMLET = new Requester("http://zulip.localhost",
      new User(10, "King Hamlet", "hamlet@zulip.com", null));
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Vertx vertx = Vertx.vertx();
  private final ZulipStandIn zulip = ZulipStandIn.start(0);
  private ZulipJitsiServers servers;
  private Credential credential;

  @BeforeEach
  void connect() {
    credential = new Credential.ApiKey("zulip.localhost", null, zulip.user("hamlet").basic(), "127.0.0.1");
    servers = new ZulipJitsiServers(
        new ZulipClient(vertx, Settings.of("calls.zulip.url", zulip.url().toString()),
            new ZulipWatch(new SimpleMeterRegistry(), InstantSource.system())),
        new CurrentCredential(null) {
          @Override
          Uni<Credential> get() {
            return Uni.createFrom().item(credential);
          }
        });
  }

  @AfterEach
  void close() {
    zulip.close();
    vertx.closeAndAwait();
  }

  private String server() {
    return servers.of(HAMLET).await().atMost(PATIENCE);
  }

  @Test
  void theRealmsOwnServerGoesBeforeTheServers() {
    zulip.realm("").setJitsiServerUrl("https://jitsi.example/our/path/");
    assertEquals("https://jitsi.example/our/path", server());
  }

  @Test
  void withoutOneTheServersOwnIsTaken() {
    zulip.setServerJitsiUrl("https://jitsi.zulip.example/");
    assertEquals("https://jitsi.zulip.example", server());
  }

  @Test
  void withNeitherThereIsNone() {
    zulip.setServerJitsiUrl(null);
    assertNull(server());
  }

  @Test
  void aRealmThatHasSwitchedCallsOffIsHonoured() {
    zulip.realm("").setVideoChatProvider(0);
    ApiException refusal = assertThrows(ApiException.class, this::server);
    assertEquals("403 CALLS_DISABLED", refusal.status() + " " + refusal.code());
  }

  @Test
  void onlyHttpsAndThisMachineAreTaken() {
    zulip.realm("").setJitsiServerUrl("http://jitsi.example");
    assertEquals("https://meet.jit.si", server());
    zulip.realm("").setJitsiServerUrl(null);
  }

  @Test
  void neitherFromTheRealmNorFromTheServer() {
    zulip.setServerJitsiUrl("http://jitsi.zulip.example");
    assertNull(server());
  }

  /** Else the realm's rooms would be on a public server for as long as an answer is remembered. */
  @Test
  void whoHasAskedZulipTooOftenIsToldSoAndNoServerIsTakenForIt() {
    zulip.setRateLimit(0);
    ApiException refusal = assertThrows(ApiException.class, this::server);
    assertEquals("429 RATE_LIMIT_HIT", refusal.status() + " " + refusal.code());
  }

  @Test
  void aBrowserSessionIsToldByTlsToo() {
    zulip.setTls(true);
    credential = session(ZulipStandIn.csrfSecret());
    zulip.realm("").setJitsiServerUrl("https://jitsi.example");
    assertEquals("https://jitsi.example", server());
  }

  /** Else the realm's rooms would be on a public server because of one browser. */
  @Test
  void whatOneCallerIsRefusedIsNotRememberedForTheRealm() {
    zulip.realm("").setJitsiServerUrl("https://jitsi.example");
    Credential good = credential;
    credential = session("no token of Zulip's");
    ApiException refusal = assertThrows(ApiException.class, this::server);
    assertEquals("403 CSRF_FAILED", refusal.status() + " " + refusal.code());
    credential = good;
    assertEquals("https://jitsi.example", server());
  }

  @Test
  void whatAnotherIsRefusedInTheSameMomentIsNotOnesOwn() {
    zulip.realm("").setJitsiServerUrl("https://jitsi.example");
    Credential good = credential;
    credential = session("no token of Zulip's");
    Uni<String> refused = servers.of(HAMLET).memoize().indefinitely();
    refused.subscribe().with(url -> {
    }, refusal -> {
    });
    credential = good;
    assertEquals("https://jitsi.example", server());
    assertThrows(ApiException.class, () -> refused.await().atMost(PATIENCE));
  }

  private Credential session(String csrf) {
    return new Credential.Session("Zulip.localhost", null,
        Cookie.cookie("__Host-sessionid", zulip.newSession(zulip.user("hamlet"))),
        Cookie.cookie("__Host-csrftoken", csrf));
  }

  @Test
  void theQueueWantsNoMessagesAndIsGivenUp() {
    server();
    assertEquals(1, zulip.registrations().size());
    assertFalse(zulip.registrations().get(0).acceptsMessages());
    assertTrue(zulip.registrations().get(0).deleted());
  }

  @Test
  void theAnswerIsRemembered() {
    server();
    server();
    assertEquals(1, zulip.registrations().size());
  }

  @Test
  void aZulipThatCannotBeAskedIsUnavailableAndAskedAgain() {
    zulip.setFault(Fault.SERVER_ERROR);
    assertEquals("ZULIP_UNAVAILABLE", assertThrows(ApiException.class, this::server).code());
    zulip.setFault(Fault.NONE);
    assertEquals("https://meet.jit.si", server());
  }
}
