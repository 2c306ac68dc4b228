package org.zulipcalls.call;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.zulipcalls.demo.Fault;
import org.zulipcalls.testing.LogLines;
import org.zulipcalls.testing.ServiceTest;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;

/** Clients that do not wait for their answers. */
@QuarkusTest
class HangingUpTest extends ServiceTest {

  @Inject
  MeterRegistry registry;

  /** An invitation that was sent leads to a call. */
  @Test
  void whatWasBegunIsFinished() throws IOException {
    call(alice, newUser("carol"));
    zulip.setFault(Fault.SLOW, "/messages");
    zulip.clearRequests();
    try (Socket client = new Socket("127.0.0.1", RestAssured.port)) {
      client.getOutputStream()
          .write(("POST " + API + "/create?user_id=" + bob.userId() + " HTTP/1.1\r\nHost: 127.0.0.1\r\n"
              + "Authorization: " + alice.basic() + "\r\nContent-Length: 0\r\n\r\n")
              .getBytes(StandardCharsets.US_ASCII));
      await().until(() -> zulip.requests().stream().anyMatch(request -> request.path().endsWith("/messages")));
    }
    await().until(() -> database.count("SELECT count(*) FROM call WHERE recipient_id = ?", bob.userId()) == 1);
    assertEquals(1, zulip.requests().stream().filter(request -> request.path().endsWith("/messages")).count());
  }

  @Test
  void whoHangsUpWithinTheBodyHasNotTakenTheDatabaseAway() throws IOException {
    double before = badRequests();
    try (LogLines log = LogLines.capture()) {
      try (Socket client = new Socket("127.0.0.1", RestAssured.port)) {
        client.getOutputStream()
            .write(("POST " + API + "/create HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: " + alice.basic()
                + "\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{\"user_id\":")
                .getBytes(StandardCharsets.US_ASCII));
        // By then the body is being waited for.
        LockSupport.parkNanos(Duration.ofMillis(500).toNanos());
      }
      await().until(() -> badRequests() == before + 1);
      assertEquals(List.of(), log.all().stream().filter(line -> line.contains("database")).toList());
    }
  }

  private double badRequests() {
    Counter counter = registry.find("calls.refusals").tag("code", "BAD_REQUEST").counter();
    return counter == null ? 0 : counter.count();
  }
}
