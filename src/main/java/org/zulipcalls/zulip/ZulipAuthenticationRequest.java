package org.zulipcalls.zulip;

import io.quarkus.security.identity.request.BaseAuthenticationRequest;

/** Asks who a credential of Zulip's belongs to. */
class ZulipAuthenticationRequest extends BaseAuthenticationRequest {

  private final Credential credential;

  ZulipAuthenticationRequest(Credential credential) {
    this.credential = credential;
  }

  Credential credential() {
    return credential;
  }
}
