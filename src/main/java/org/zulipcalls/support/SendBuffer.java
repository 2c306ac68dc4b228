package org.zulipcalls.support;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.HttpServerOptions;

/**
 * How much the operating system holds of what a client has not yet taken. By itself Linux lets it grow to 4 MB
 * ({@code tcp_wmem}) for each stream that nobody reads; and nginx, who is near, takes what there is.
 */
@ApplicationScoped
class SendBuffer implements HttpServerOptionsCustomizer {

  private static final int BYTES = 128 * 1024;

  @Override
  public void customizeHttpServer(HttpServerOptions options) {
    options.setSendBufferSize(BYTES);
  }
}
