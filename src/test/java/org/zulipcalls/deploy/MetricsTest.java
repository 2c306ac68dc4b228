package org.zulipcalls.deploy;

import static org.awaitility.Awaitility.await;

import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.zulipcalls.testing.Client;
import org.zulipcalls.testing.FcmStandIn;
import org.zulipcalls.testing.ServiceTest;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class MetricsTest extends ServiceTest {

  protected FcmStandIn fcm;

  @TestHTTPResource(value = "/metrics", management = true)
  URL metrics;

  @Test
  void dump() throws Exception {
    Client.of(bob).post(API + "/devices", "token", "a-phone", "kind", "fcm").then().statusCode(200);
    call(alice, bob);
    await().atMost(Duration.ofSeconds(5)).until(() -> !fcm.typesTo("a-phone").isEmpty());
    Thread.sleep(500);
    HttpResponse<String> answer = HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(metrics.toURI()).build(), HttpResponse.BodyHandlers.ofString());
    java.nio.file.Files.writeString(java.nio.file.Path.of("/tmp/dep/metrics.txt"), answer.body());
  }
}
