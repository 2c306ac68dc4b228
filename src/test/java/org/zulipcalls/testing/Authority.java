package org.zulipcalls.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;

/** An authority of the test's own that signs certificates of servers; the JDK's keytool makes all of it. */
public final class Authority {

  private static final String PASSWORD = "changeit";

  private final Path directory;

  /** A new one; its files are in the directory, which is empty before. */
  public Authority(Path directory) {
    this.directory = directory;
    newKey("authority", "bc:c");
    keytool("authority", "-exportcert", "-rfc", "-file", certificate().toString());
  }

  /** Its own certificate, in PEM. */
  public Path certificate() {
    return file("authority", ".pem");
  }

  /** The certificate, in PEM, of a server with this host name, which is new; beside it is {@link #key its key}. */
  public Path sign(String host) {
    newKey(host, "san=dns:" + host);
    Path request = file(host, ".csr");
    Path signed = file(host, ".pem");
    keytool(host, "-certreq", "-file", request.toString());
    keytool("authority", "-gencert", "-rfc", "-infile", request.toString(), "-outfile", signed.toString(), "-ext",
        "san=dns:" + host);
    writeKey(host);
    return signed;
  }

  /** The key of a server for which it has signed, in PEM; nobody else may read the file, on which PostgreSQL insists. */
  public Path key(String host) {
    return file(host, ".key");
  }

  private Path file(String name, String extension) {
    return directory.resolve(name + extension);
  }

  private void newKey(String name, String extension) {
    keytool(name, "-genkeypair", "-keyalg", "EC", "-dname", "CN=" + name, "-ext", extension);
  }

  private void writeKey(String host) {
    try {
      KeyStore store = KeyStore.getInstance(file(host, ".p12").toFile(), PASSWORD.toCharArray());
      Key key = store.getKey(host, PASSWORD.toCharArray());
      Files.createFile(key(host),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(key(host), Pem.ofPrivateKey(key));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private void keytool(String alias, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments));
    command.addAll(List.of("-alias", alias, "-keystore", file(alias, ".p12").toString(), "-storepass", PASSWORD));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes());
      if (process.waitFor() != 0) {
        throw new IllegalStateException(command + ": " + output);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
