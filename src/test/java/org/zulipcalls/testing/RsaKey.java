package org.zulipcalls.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.interfaces.RSAPublicKey;

/**
 * A key as JaaS has one made.
 *
 * @param file the private key in PEM, PKCS #8
 */
public record RsaKey(Path file, RSAPublicKey publicKey) {

  /** A new one; the file is new, too. */
  public static RsaKey write(Path file) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      KeyPair pair = generator.generateKeyPair();
      Files.writeString(file, Pem.ofPrivateKey(pair.getPrivate()));
      return new RsaKey(file, (RSAPublicKey) pair.getPublic());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
