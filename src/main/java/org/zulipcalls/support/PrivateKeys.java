package org.zulipcalls.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;

/** Reads RSA private keys in PKCS #8 PEM (RFC 7468), the form in which JaaS and openssl give them. */
public final class PrivateKeys {

  /**
   * @throws IllegalArgumentException when the file holds no such key; the message says what is taken, and nothing of the
   *                                  file
   */
  public static PrivateKey read(Path file) {
    try {
      String pem = Files.readString(file).replaceAll("-----[A-Z ]+-----|\\s", "");
      return KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(pem)));
    } catch (IOException | GeneralSecurityException | IllegalArgumentException unreadable) {
      throw new IllegalArgumentException("names a file that holds no RSA private key in PKCS #8 PEM");
    }
  }

  private PrivateKeys() {
  }
}
