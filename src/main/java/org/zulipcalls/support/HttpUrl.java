package org.zulipcalls.support;

import java.net.URI;

/** An http or https base URL without query, fragment or trailing slash; a path is allowed. */
public record HttpUrl(URI uri) {

  /**
   * What the configuration's converter calls.
   *
   * @throws IllegalArgumentException when it is no such URL; the message says what is taken
   */
  public static HttpUrl of(String value) {
    URI uri;
    try {
      uri = URI.create(value.strip().replaceAll("/+$", ""));
    } catch (IllegalArgumentException malformed) {
      throw refusal();
    }
    boolean http = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
    if (!http || uri.getHost() == null || uri.getUserInfo() != null || uri.getQuery() != null
        || uri.getFragment() != null || uri.getPort() > 65535) {
      throw refusal();
    }
    return new HttpUrl(uri);
  }

  private static IllegalArgumentException refusal() {
    return new IllegalArgumentException("takes a URL such as https://host or http://127.0.0.1:8080/path");
  }

  public boolean isTls() {
    return "https".equalsIgnoreCase(uri.getScheme());
  }

  /** Whether it is this machine's own. */
  public boolean isLoopback() {
    return uri.getHost().matches("localhost|.*\\.localhost|127(\\.\\d{1,3}){3}|\\[::1]");
  }

  /** The port, the scheme's own where none is named. */
  public int port() {
    return uri.getPort() > 0 ? uri.getPort() : isTls() ? 443 : 80;
  }

  @Override
  public String toString() {
    return uri.toString();
  }
}
