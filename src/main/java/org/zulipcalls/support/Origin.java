package org.zulipcalls.support;

import io.vertx.core.http.HttpServerRequest;

/** Our own origin, as the browser sees it. */
public final class Origin {

  /** Scheme and host; nginx tells the scheme ({@code zulip-include/proxy}). */
  public static String of(HttpServerRequest request) {
    return (isTls(request) ? "https://" : "http://") + request.getHeader("Host");
  }

  /** Whether the browser came by https. */
  public static boolean isTls(HttpServerRequest request) {
    return "https".equalsIgnoreCase(request.getHeader("X-Forwarded-Proto")) || request.isSSL();
  }

  private Origin() {
  }
}
