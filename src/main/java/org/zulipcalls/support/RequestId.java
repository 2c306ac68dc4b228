package org.zulipcalls.support;

import java.util.UUID;
import java.util.regex.Pattern;

import org.jboss.logging.MDC;

import io.vertx.core.http.HttpServerRequest;

/**
 * What one request is called in our log, in nginx's and towards its client: nginx's own name for it where it gives one
 * ({@code X-Request-ID}), else one made here. Work that no request waits for has a name of its own.
 */
public final class RequestId {

  static final String HEADER = "X-Request-ID";
  /** In the log's format. */
  private static final String KEY = "requestId";
  private static final String NONE = "none";
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{8,64}");

  /** Gives the request its name. What could be anything but a name, such as another line for the log, is not taken. */
  public static void begin(HttpServerRequest request) {
    String given = request.getHeader(HEADER);
    String id = given != null && NAME.matcher(given).matches() ? given : UUID.randomUUID().toString();
    MDC.put(KEY, id);
    request.response().putHeader(HEADER, id);
  }

  /** Gives work that no request waits for a name of its own. */
  static void beginWork() {
    MDC.put(KEY, UUID.randomUUID().toString());
  }

  /** Gives work that is done for a request, on another context, that request's name; for none, leaves the work's own. */
  static void resume(String id) {
    if (!id.equals(NONE)) {
      MDC.put(KEY, id);
    }
  }

  /** The name of the request that this code runs for; {@code none} where it runs for no request. */
  static String current() {
    return MDC.get(KEY) instanceof String id ? id : NONE;
  }

  private RequestId() {
  }
}
