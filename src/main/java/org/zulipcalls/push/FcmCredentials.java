package org.zulipcalls.push;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

import org.eclipse.microprofile.config.Config;

import com.google.api.client.http.HttpTransport;
import com.google.auth.oauth2.GoogleCredentials;
import com.google.auth.oauth2.ServiceAccountCredentials;

/** The service account with which FCM knows us. Nothing of the file's contents gets into a text. */
public final class FcmCredentials {

  private static final String VARIABLE = "CALLS_PUSH_FCM_CREDENTIALS_FILE";
  private static final String SETTING = "calls.push.fcm.credentials-file";

  /** One line when there is a file and it is not a service account's; empty when the service may start. */
  public static List<String> problems(Config config) {
    Optional<String> file = config.getOptionalValue(SETTING, String.class);
    if (file.isPresent()) {
      try {
        read(Path.of(file.get().strip()),
            new FcmTransport(Optional.empty(), FcmTransport.PATIENCE, InstantSource.system()));
      } catch (IOException unfit) {
        return List.of(VARIABLE + ": " + unfit.getMessage());
      }
    }
    return List.of();
  }

  /**
   * Reads the file.
   *
   * @param transport how tokens are fetched from the file's {@code token_uri}
   * @throws IOException when it is no service account's with a project; the message says what is taken
   */
  static ServiceAccountCredentials read(Path file, HttpTransport transport) throws IOException {
    try (InputStream json = Files.newInputStream(file)) {
      if (GoogleCredentials.fromStream(json, () -> transport) instanceof ServiceAccountCredentials account
          && account.getProjectId() != null && !account.getProjectId().isBlank()) {
        return account.createWithCustomRetryStrategy(false);
      }
    } catch (IOException | RuntimeException malformed) {
      throw unfit(malformed);
    }
    throw unfit(null);
  }

  private static IOException unfit(Exception cause) {
    return new IOException("takes a service account's JSON file as Firebase gives it, with project_id, client_email, "
        + "private_key_id and private_key", cause);
  }

  private FcmCredentials() {
  }
}
