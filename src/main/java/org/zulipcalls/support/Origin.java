package org.zulipcalls.support;

import jakarta.inject.Singleton;

import org.jboss.logging.Logger;

import io.vertx.core.http.HttpServerRequest;

/** Our own origin, as the browser sees it. */
@Singleton
public class Origin {

  private static final Logger LOG = Logger.getLogger(Origin.class);
  private static final String HEADER = "X-Forwarded-Proto";

  private final ClientAddress addresses;
  private volatile boolean told;

  Origin(ClientAddress addresses) {
    this.addresses = addresses;
  }

  /** Scheme and host. */
  public String of(HttpServerRequest request) {
    return (isTls(request) ? "https://" : "http://") + request.getHeader("Host");
  }

  /** Whether the browser came by https; nginx tells that ({@code zulip-include/proxy}), and nobody else is believed. */
  public boolean isTls(HttpServerRequest request) {
    if (!"https".equalsIgnoreCase(request.getHeader(HEADER))) {
      return request.isSSL();
    }
    boolean believed = addresses.isFromProxy(request);
    if (!believed && !told) {
      told = true;
      LOG.warnf("%s came from %s, which is not in CALLS_TRUSTED_PROXIES, and does not count", HEADER,
          request.remoteAddress().hostAddress());
    }
    return believed || request.isSSL();
  }
}
