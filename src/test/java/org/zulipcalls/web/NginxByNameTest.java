package org.zulipcalls.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The file as the script puts it into Zulip's container, with the service somewhere else, by its name. */
@Tag("browser")
class NginxByNameTest extends NginxTest {

  private static final String NAME = "zulip-calls.zulip.svc.cluster.local";
  private final NameServer names = NameServer.knowing(NAME);

  @Override
  Nginx nginx(int zulipPort, int servicePort) {
    return byName(NAME, names.address(), zulipPort, servicePort);
  }

  private static Nginx byName(String name, String resolver, int zulipPort, int servicePort) {
    return Nginx.start(zulipPort, directory -> {
      SetupScript script = new SetupScript(directory);
      assertEquals(0, script.run(Map.of("ZULIP_CALLS_SERVICE", "http://" + name + ":" + servicePort,
          "ZULIP_CALLS_RESOLVER", resolver)).exitCode());
      String text = Files.readString(script.file());
      assertTrue(text.contains("resolver " + resolver) && !text.contains("proxy_pass http"), text);
    });
  }

  @AfterEach
  void stopNames() {
    names.close();
  }

  @Test
  void nginxStartsAndAnswersWhenNobodyKnowsTheName() throws Exception {
    try (Nginx lost = byName("nobody.zulip.svc.cluster.local", names.address(), 1, 1)) {
      HttpResponse<String> answer = HttpClient.newHttpClient()
          .send(HttpRequest.newBuilder(URI.create(lost.url() + "/api/v1/calls/history")).build(),
              HttpResponse.BodyHandlers.ofString());
      assertEquals(503, answer.statusCode());
      assertTrue(answer.body().contains("CALLS_UNAVAILABLE"), answer.body());
    }
  }

  @Test
  void aNameServerThatNeverAnswersDoesNotKeepZulipsPageWaiting() throws Exception {
    try (DatagramSocket deaf = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"));
        Nginx lost = byName(NAME, "127.0.0.1:" + deaf.getLocalPort(), 1, 1)) {
      for (String path : List.of("/calls/override.js", "/calls/script")) {
        HttpResponse<String> answer = HttpClient.newHttpClient()
            .send(HttpRequest.newBuilder(URI.create(lost.url() + path)).timeout(Duration.ofSeconds(5)).build(),
                HttpResponse.BodyHandlers.ofString());
        assertEquals("/* The call service does not answer now. */", answer.body());
      }
    }
  }
}
