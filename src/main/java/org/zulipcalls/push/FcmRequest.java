package org.zulipcalls.push;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;

import com.google.api.client.http.LowLevelHttpRequest;
import com.google.api.client.http.LowLevelHttpResponse;

/** One request of firebase-admin's. It blocks its thread until the answer is here. */
final class FcmRequest extends LowLevelHttpRequest {

  private final FcmTransport transport;
  private final String method;
  private final HttpRequest.Builder request;

  FcmRequest(FcmTransport transport, String method, URI url) {
    this.transport = transport;
    this.method = method;
    request = HttpRequest.newBuilder(url);
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
    return new FcmResponse(
        transport.send(request.method(method, HttpRequest.BodyPublishers.ofByteArray(body())).build()));
  }

  private byte[] body() throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    if (getStreamingContent() != null) {
      getStreamingContent().writeTo(body);
    }
    return body.toByteArray();
  }
}
