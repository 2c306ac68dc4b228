package org.zulipcalls.demo;

import java.util.LinkedHashMap;
import java.util.Map;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Zulip's {@code JsonableError} ({@code zerver/lib/exceptions.py}): a status, a body and perhaps headers. */
final class ZulipError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final transient ObjectNode body;
  private final transient Map<String, String> headers = new LinkedHashMap<>();

  private ZulipError(int status, String msg, String code) {
    super(msg, null, false, false);
    this.status = status;
    this.body = Json.object().put("result", "error").put("msg", msg);
    if (code != null) {
      body.put("code", code);
    }
  }

  static ZulipError of(int status, String code, String msg) {
    return new ZulipError(status, msg, code);
  }

  static ZulipError badRequest(String msg) {
    return new ZulipError(400, msg, "BAD_REQUEST");
  }

  /** Everything that validation of Basic credentials refuses becomes this, its own code lost. */
  static ZulipError unauthorized(String msg) {
    return new ZulipError(401, msg, "UNAUTHORIZED").header("WWW-Authenticate", "Basic realm=\"zulip\"");
  }

  /** {@code MissingAuthenticationError}; the challenge says which kind of login the path wants. */
  static ZulipError notLoggedIn(boolean session) {
    return new ZulipError(401, "Not logged in: API authentication or user session required", "UNAUTHORIZED")
        .header("WWW-Authenticate", (session ? "Session" : "Basic") + " realm=\"zulip\"");
  }

  static ZulipError csrf(String reason) {
    return new ZulipError(403, "CSRF error: " + reason, "CSRF_FAILED").with("reason", reason);
  }

  static ZulipError missing(String parameter) {
    return new ZulipError(400, "Missing '" + parameter + "' argument", "REQUEST_VARIABLE_MISSING")
        .with("var_name", parameter);
  }

  ZulipError with(String field, Object value) {
    body.set(field, Json.of(value));
    return this;
  }

  ZulipError header(String name, String value) {
    headers.put(name, value);
    return this;
  }

  int status() {
    return status;
  }

  ObjectNode body() {
    return body;
  }

  Map<String, String> headers() {
    return headers;
  }
}
