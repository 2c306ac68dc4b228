package org.zulipcalls.push;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.zulipcalls.support.HttpUrl;

import com.google.api.client.http.HttpTransport;
import com.google.api.client.http.LowLevelHttpRequest;

/**
 * HTTP for firebase-admin, over the JDK's client, with one deadline for all that one push takes: a new access token, or FCM once
 * more with one when it has refused the old. Its usual transports try again by themselves, one after a lost
 * connection, one after a 503 with pauses of up to a minute; a ring can afford neither, so this sends exactly once. It
 * also knows another address for FCM's.
 */
final class FcmTransport extends HttpTransport {

  static final Duration PATIENCE = Duration.ofSeconds(8);
  private static final String FCM_HOST = "fcm.googleapis.com";
  private static final Duration CONNECT = Duration.ofSeconds(2);

  private final HttpUrl endpoint;
  private final Duration patience;
  private final InstantSource clock;
  /** Of what this thread does; without one each answer has its own. */
  private final ThreadLocal<Instant> deadline = new ThreadLocal<>();
  private volatile HttpClient http = client();

  /**
   * @param endpoint where FCM is; empty: at Google's
   * @param patience how long a whole answer may take, or all answers of what is done {@link #inTime}
   */
  FcmTransport(Optional<HttpUrl> endpoint, Duration patience, InstantSource clock) {
    this.endpoint = endpoint.orElse(null);
    this.patience = patience;
    this.clock = clock;
  }

  /** Does the work, which blocks this thread, with one deadline for all of its requests. */
  <T, E extends Exception> T inTime(Work<T, E> work) throws E {
    deadline.set(clock.instant().plus(patience));
    try {
      return work.run();
    } finally {
      deadline.remove();
    }
  }

  /** What may throw an exception of its own. */
  interface Work<T, E extends Exception> {
    T run() throws E;
  }

  private long millisLeft() {
    Instant end = deadline.get();
    return end == null ? patience.toMillis() : Math.max(0, Duration.between(clock.instant(), end).toMillis());
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
    long left = millisLeft();
    if (left == 0) {
      throw late();
    }
    HttpClient used = http;
    CompletableFuture<HttpResponse<byte[]>> answer = used.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray());
    try {
      return answer.get(left, TimeUnit.MILLISECONDS);
    } catch (TimeoutException silent) {
      answer.cancel(true);
      leave(used);
      throw late();
    } catch (ExecutionException failed) {
      throw failed.getCause() instanceof IOException cause ? cause : new IOException(failed.getCause());
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("stopped");
    }
  }

  private HttpTimeoutException late() {
    return new HttpTimeoutException("no whole answer within " + patience.toSeconds() + " s");
  }

  /** It would send all that follows on the same connection, whose other end may be gone without a word. */
  private synchronized void leave(HttpClient silent) {
    if (http == silent) {
      http = client();
    }
  }
}
