package org.zulipcalls.push;

import com.google.api.client.http.HttpTransport;
import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;

/**
 * In the native executable firebase-admin has no transport of its own, which would be a running Apache client made at
 * compile time. {@link FcmTransport} is given to it, so that it never asks for one.
 */
@TargetClass(className = "com.google.firebase.internal.ApiClientUtils")
final class FcmSubstitution {

  @Substitute
  public static HttpTransport getDefaultTransport() {
    throw new IllegalStateException("firebase-admin needs a transport");
  }

  private FcmSubstitution() {
  }
}
