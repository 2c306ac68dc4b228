package org.zulipcalls.web;

import java.util.UUID;

import io.quarkus.security.identity.request.BaseAuthenticationRequest;

/** Asks for whom the token of a page's cookie stands. */
class PageAuthenticationRequest extends BaseAuthenticationRequest {

  private final String token;
  private final UUID callId;

  PageAuthenticationRequest(String token, UUID callId) {
    this.token = token;
    this.callId = callId;
  }

  String token() {
    return token;
  }

  UUID callId() {
    return callId;
  }
}
