package org.zulipcalls.support;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

import org.eclipse.microprofile.config.Config;

/** Asks the service that runs beside it whether it is ready: the health check of a container without a shell. */
public final class HealthProbe {

  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /** Whether {@code /q/health/ready} says so within two seconds, at the management port of these settings. */
  public static boolean isReady(Config config) {
    String host = config.getOptionalValue("quarkus.management.host", String.class).orElse("0.0.0.0");
    int port = config.getOptionalValue("quarkus.management.port", Integer.class).orElse(9000);
    HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
    try {
      URI ready = new URI("http", null, reachable(host), port, "/q/health/ready", null, null);
      return http.send(HttpRequest.newBuilder(ready).timeout(PATIENCE).build(), BodyHandlers.discarding())
          .statusCode() == 200;
    } catch (IOException | URISyntaxException notReady) {
      return false;
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** To listen everywhere is no address to ask. */
  private static String reachable(String host) {
    return switch (host) {
      case "0.0.0.0" -> "127.0.0.1";
      case "::" -> "::1";
      default -> host;
    };
  }

  private HealthProbe() {
  }
}
