package org.zulipcalls.push;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;

import com.google.api.client.http.LowLevelHttpResponse;

/** An answer as firebase-admin reads it. */
final class FcmResponse extends LowLevelHttpResponse {

  private static final int SERVICE_UNAVAILABLE = 503;
  private static final int INTERNAL_ERROR = 500;

  private final int status;
  private final byte[] body;
  private final List<Map.Entry<String, String>> headers;

  FcmResponse(HttpResponse<byte[]> answer) {
    // 503 alone makes firebase-admin send again (its ApiClientUtils); body and headers still tell what it was.
    status = answer.statusCode() == SERVICE_UNAVAILABLE ? INTERNAL_ERROR : answer.statusCode();
    body = answer.body();
    headers = answer.headers()
        .map()
        .entrySet()
        .stream()
        .flatMap(header -> header.getValue().stream().map(value -> Map.entry(header.getKey(), value)))
        .toList();
  }

  @Override
  public InputStream getContent() {
    return new ByteArrayInputStream(body);
  }

  @Override
  public String getContentEncoding() {
    return header("content-encoding");
  }

  @Override
  public long getContentLength() {
    return body.length;
  }

  @Override
  public String getContentType() {
    return header("content-type");
  }

  @Override
  public String getStatusLine() {
    return null;
  }

  @Override
  public int getStatusCode() {
    return status;
  }

  @Override
  public String getReasonPhrase() {
    return null;
  }

  @Override
  public int getHeaderCount() {
    return headers.size();
  }

  @Override
  public String getHeaderName(int index) {
    return headers.get(index).getKey();
  }

  @Override
  public String getHeaderValue(int index) {
    return headers.get(index).getValue();
  }

  private String header(String name) {
    return headers.stream()
        .filter(header -> header.getKey().equalsIgnoreCase(name))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(null);
  }
}
