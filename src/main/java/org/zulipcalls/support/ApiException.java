package org.zulipcalls.support;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A refusal that the client is told, in the shape of the wire contract: HTTP status, {@code code}, text, extra fields
 * and headers. It carries no stack trace, since it is an answer and not a fault.
 */
public class ApiException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int status;
  private final String code;
  private final transient Map<String, Object> fields = new LinkedHashMap<>();
  private final transient Map<String, String> headers = new LinkedHashMap<>();

  public ApiException(int status, String code, String message) {
    super(message, null, false, false);
    this.status = status;
    this.code = code;
  }

  /** 400 {@code BAD_REQUEST}. */
  public static ApiException badRequest(String message) {
    return new ApiException(400, "BAD_REQUEST", message);
  }

  /** 503 with {@code Retry-After}, in seconds. */
  public static ApiException unavailable(String code, String message, int retryAfterSeconds) {
    return new ApiException(503, code, message).header("Retry-After", Integer.toString(retryAfterSeconds));
  }

  /** Adds a field to the body. */
  public ApiException with(String name, Object value) {
    fields.put(name, value);
    return this;
  }

  /** Adds a header to the answer. */
  public ApiException header(String name, String value) {
    headers.put(name, value);
    return this;
  }

  public int status() {
    return status;
  }

  public String code() {
    return code;
  }

  /** What it is counted as, of a closed set: here our own code. */
  public String metric() {
    return code;
  }

  public Map<String, Object> fields() {
    return fields;
  }

  public Map<String, String> headers() {
    return headers;
  }
}
