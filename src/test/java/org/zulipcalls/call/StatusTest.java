package org.zulipcalls.call;

import static org.hamcrest.Matchers.equalTo;

import org.junit.jupiter.api.Test;
import org.zulipcalls.testing.Client;
import org.zulipcalls.testing.ServiceTest;

import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class StatusTest extends ServiceTest {

  @Test
  void bothSeeTheSameCall() {
    String callId = call(alice, bob);
    Client.of(alice).get(path(callId, "status")).then().statusCode(200).body("call.call_id", equalTo(callId));
  }
}
