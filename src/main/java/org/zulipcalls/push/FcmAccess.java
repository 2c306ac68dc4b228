package org.zulipcalls.push;

import java.io.IOException;

import com.google.auth.oauth2.AccessToken;
import com.google.auth.oauth2.GoogleCredentials;

/**
 * The access tokens of one service account. A service account itself would be copied by firebase-admin, which sets its
 * scopes, and the copy knows nothing of a token that was fetched before.
 */
final class FcmAccess extends GoogleCredentials {

  private static final long serialVersionUID = 1L;
  private static final String SCOPE = "https://www.googleapis.com/auth/firebase.messaging";

  private final GoogleCredentials account;

  FcmAccess(GoogleCredentials account) {
    super(GoogleCredentials.newBuilder());
    this.account = account.createScoped(SCOPE);
  }

  @Override
  public AccessToken refreshAccessToken() throws IOException {
    return account.refreshAccessToken();
  }

  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }
}
