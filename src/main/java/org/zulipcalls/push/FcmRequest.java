package org.zulipcalls.push;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

import com.google.api.client.http.LowLevelHttpRequest;
import com.google.api.client.http.LowLevelHttpResponse;

/** One request of firebase-admin's. It blocks its thread until the answer is here, for eight seconds at most. */
final class FcmRequest extends LowLevelHttpRequest {

  private static final Duration PATIENCE = Duration.ofSeconds(8);

  private final HttpClient http;
  private final String method;
  private final HttpRequest.Builder request;

  FcmRequest(HttpClient http, String method, URI url) {
    this.http = http;
    this.method = method;
    request = HttpRequest.newBuilder(url).timeout(PATIENCE);
    if (!"https".equals(url.getScheme())) {
      // Only a test's address; no upgrade to HTTP/2 in clear text.
      request.version(HttpClient.Version.HTTP_1_1);
    }
  }

  @Override
  public void addHeader(String name, String value) {
    request.header(name, value);
  }

  @Override
  public LowLevelHttpResponse execute() throws IOException {
    if (getContentType() != null) {
      request.header("Content-Type", getContentType());
    }
    if (getContentEncoding() != null) {
      request.header("Content-Encoding", getContentEncoding());
    }
    try {
      HttpRequest ready = request.method(method, HttpRequest.BodyPublishers.ofByteArray(body())).build();
      return new FcmResponse(http.send(ready, HttpResponse.BodyHandlers.ofByteArray()));
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("stopped");
    }
  }

  private byte[] body() throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    if (getStreamingContent() != null) {
      getStreamingContent().writeTo(body);
    }
    return body.toByteArray();
  }
}
