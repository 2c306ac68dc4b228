package org.zulipcalls.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The file as the script puts it into Zulip's container, with the service in the same pod. */
@Tag("browser")
class NginxSetupTest extends NginxTest {

  @Override
  Nginx nginx(int zulipPort, int servicePort) {
    return Nginx.start(zulipPort, directory -> assertEquals(0,
        new SetupScript(directory).run(Map.of("ZULIP_CALLS_SERVICE", "http://127.0.0.1:" + servicePort)).exitCode()));
  }

  /** A replica may be gone without a word; the ninety seconds are one here. */
  @Test
  void aStreamOfWhichNothingIsHeardIsCutOff() {
    try (Nginx hasty = Nginx.start(1, directory -> {
      SetupScript script = new SetupScript(directory);
      script.run(Map.of("ZULIP_CALLS_SERVICE", "http://127.0.0.1:" + servicePort()));
      Files.writeString(script.file(), Files.readString(script.file()).replace("timeout 90s", "timeout 1s"));
    })) {
      for (String path : List.of("/api/v1/calls/events", "/calls/embed/" + ID + "/api/events")) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(hasty.url() + path)).build();
        assertTimeout(STREAM.dividedBy(2), () -> assertThrows(IOException.class,
            () -> HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString())));
      }
    }
  }
}
