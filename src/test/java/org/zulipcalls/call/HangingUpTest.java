package org.zulipcalls.call;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;
import org.zulipcalls.demo.Fault;
import org.zulipcalls.testing.ServiceTest;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;

/** Clients that do not wait for their answers. */
@QuarkusTest
class HangingUpTest extends ServiceTest {

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
}
