package org.zulipcalls.push;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Optional;

import org.zulipcalls.support.HttpUrl;

import com.google.api.client.http.HttpTransport;
import com.google.api.client.http.LowLevelHttpRequest;

/**
 * HTTP for firebase-admin, over the JDK's client. Its usual transports try again by themselves, one after a lost
 * connection, one after a 503 with pauses of up to a minute; a ring can afford neither, so this sends exactly once. It
 * also knows another address for FCM's.
 */
final class FcmTransport extends HttpTransport {

  private static final String FCM_HOST = "fcm.googleapis.com";
  private static final Duration CONNECT = Duration.ofSeconds(2);

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(CONNECT).build();
  private final HttpUrl endpoint;

  /** @param endpoint where FCM is; empty: at Google's */
  FcmTransport(Optional<HttpUrl> endpoint) {
    this.endpoint = endpoint.orElse(null);
  }

  @Override
  protected LowLevelHttpRequest buildRequest(String method, String url) {
    URI wanted = URI.create(url);
    boolean elsewhere = endpoint != null && FCM_HOST.equals(wanted.getHost());
    return new FcmRequest(http, method, elsewhere ? URI.create(endpoint + wanted.getRawPath()) : wanted);
  }
}
