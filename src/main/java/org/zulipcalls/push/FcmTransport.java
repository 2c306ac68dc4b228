package org.zulipcalls.push;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.zulipcalls.support.HttpUrl;

import com.google.api.client.http.HttpTransport;
import com.google.api.client.http.LowLevelHttpRequest;

/**
 * HTTP for firebase-admin, over the JDK's client. Its usual transports try again by themselves, one after a lost
 * connection, one after a 503 with pauses of up to a minute; a ring can afford neither, so this sends exactly once. It
 * also knows another address for FCM's.
 */
final class FcmTransport extends HttpTransport {

  static final Duration PATIENCE = Duration.ofSeconds(8);
  private static final String FCM_HOST = "fcm.googleapis.com";
  private static final Duration CONNECT = Duration.ofSeconds(2);

  private final HttpUrl endpoint;
  private final Duration patience;
  private volatile HttpClient http = client();

  /**
   * @param endpoint where FCM is; empty: at Google's
   * @param patience how long a whole answer may take
   */
  FcmTransport(Optional<HttpUrl> endpoint, Duration patience) {
    this.endpoint = endpoint.orElse(null);
    this.patience = patience;
  }

  private static HttpClient client() {
    return HttpClient.newBuilder().connectTimeout(CONNECT).build();
  }

  @Override
  protected LowLevelHttpRequest buildRequest(String method, String url) {
    URI wanted = URI.create(url);
    boolean elsewhere = endpoint != null && FCM_HOST.equals(wanted.getHost());
    return new FcmRequest(this, method, elsewhere ? URI.create(endpoint + wanted.getRawPath()) : wanted);
  }

  /** Blocks its thread until the whole answer is here: the JDK's own time-out is over when the answer begins. */
  HttpResponse<byte[]> send(HttpRequest request) throws IOException {
    HttpClient used = http;
    CompletableFuture<HttpResponse<byte[]>> answer = used.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray());
    try {
      return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException silent) {
      answer.cancel(true);
      leave(used);
      throw new HttpTimeoutException("no whole answer within " + patience.toSeconds() + " s");
    } catch (ExecutionException failed) {
      throw failed.getCause() instanceof IOException cause ? cause : new IOException(failed.getCause());
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("stopped");
    }
  }

  /** It would send all that follows on the same connection, whose other end may be gone without a word. */
  private synchronized void leave(HttpClient silent) {
    if (http == silent) {
      http = client();
    }
  }
}
