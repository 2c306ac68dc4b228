package org.zulipcalls.support;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

import io.vertx.core.net.PemTrustOptions;
import io.vertx.pgclient.PgConnectOptions;

/**
 * Lets both of our clients take {@code sslmode} in {@code CALLS_DATABASE_URL} as PostgreSQL's own does (its manual, "SSL
 * Support" of libpq): {@code require} encrypts and verifies nothing, {@code verify-ca} verifies the chain by the authorities
 * of {@code CALLS_DATABASE_CA_FILE}, {@code verify-full} the host name as well. Without a mode nothing is encrypted.
 */
public final class DatabaseTls {

  static final List<String> MODES = List.of("disable", "allow", "prefer", "require", "verify-ca", "verify-full");

  /**
   * Whether the URL has no parameter but one of the modes. Of any other, or in another spelling, our two clients make different
   * things, or nothing, and an operator would not notice.
   */
  static boolean isKnown(String url) {
    String parameters = url.replaceFirst("[^?]*", "");
    return parameters.isEmpty()
        || parameters.startsWith("?sslmode=") && MODES.contains(parameters.substring("?sslmode=".length()));
  }

  /** Whether the server's certificate is looked at. */
  static boolean verifies(String url) {
    return url.contains("sslmode=verify-");
  }

  /** Whether both clients can read the file; the JDBC driver alone would also take DER. */
  static boolean holdsCertificates(Path file) {
    try {
      byte[] content = Files.readAllBytes(file);
      return new String(content, StandardCharsets.ISO_8859_1).contains("-----BEGIN CERTIFICATE-----")
          && !CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(content)).isEmpty();
    } catch (IOException | CertificateException unreadable) {
      return false;
    }
  }

  /** Vert.x' client verifies with {@code require}, too, unless it is told that it need not. */
  public static PgConnectOptions apply(PgConnectOptions options, Optional<Path> caFile) {
    return switch (options.getSslMode()) {
      case VERIFY_FULL -> trust(options, caFile).setHostnameVerificationAlgorithm("HTTPS");
      case VERIFY_CA -> trust(options, caFile);
      default -> options.setTrustAll(true);
    };
  }

  private static PgConnectOptions trust(PgConnectOptions options, Optional<Path> caFile) {
    return options.setPemTrustOptions(new PemTrustOptions().addCertPath(caFile.orElseThrow().toString()));
  }

  /** One line for a refusal that is the certificate's, which no waiting mends. */
  static Optional<String> advice(SQLException refused) {
    for (Throwable cause = refused; cause != null; cause = cause.getCause()) {
      if (cause instanceof CertificateException) {
        return Optional.of("CALLS_DATABASE_CA_FILE: takes the certificate of the authority that signed the database's, "
            + "which is not good by those in it: " + reason(cause));
      }
    }
    // The driver's class is in its message, whatever the language.
    return String.valueOf(refused.getMessage()).contains("PgjdbcHostnameVerifier")
        ? Optional.of("CALLS_DATABASE_URL: the database's certificate is for another host; "
            + "name the host as the certificate does, or say sslmode=verify-ca")
        : Optional.empty();
  }

  /** The last cause's, which names no class. */
  private static String reason(Throwable cause) {
    return cause.getCause() == null ? cause.getMessage() : reason(cause.getCause());
  }

  private DatabaseTls() {
  }
}
