package org.zulipcalls.testing;

import java.nio.charset.StandardCharsets;
import java.security.Key;
import java.util.Base64;

/** Keys as text (RFC 7468). */
final class Pem {

  private static final int WIDTH = 64;

  /** PKCS #8. */
  static String ofPrivateKey(Key key) {
    byte[] lineEnd = "\n".getBytes(StandardCharsets.US_ASCII);
    return "-----BEGIN PRIVATE KEY-----\n" + Base64.getMimeEncoder(WIDTH, lineEnd).encodeToString(key.getEncoded())
        + "\n-----END PRIVATE KEY-----\n";
  }

  private Pem() {
  }
}
