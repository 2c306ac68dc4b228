package org.zulipcalls.testing;

import java.time.Duration;
import java.util.Map;

/** How the FCM stand-in takes a push. */
public enum FcmFault {
  /** It has it. */
  NONE(200, null, null),
  /** The payload is wrong. */
  REJECTED(400, "INVALID_ARGUMENT", "INVALID_ARGUMENT"),
  /** The token is dead. */
  UNREGISTERED(404, "NOT_FOUND", "UNREGISTERED"),
  /** Too many, come back after a second. */
  QUOTA(429, "RESOURCE_EXHAUSTED", "QUOTA_EXCEEDED"),
  /** Too many, come back after a minute. */
  QUOTA_FOR_LONG(429, "RESOURCE_EXHAUSTED", "QUOTA_EXCEEDED"),
  UNAVAILABLE(503, "UNAVAILABLE", "UNAVAILABLE"),
  /** The front end's own 503, which is no JSON. */
  UNAVAILABLE_HTML(503, null, null),
  /** 503 for three of ten. */
  FLAKY(503, "UNAVAILABLE", "UNAVAILABLE"),
  /** It does not know us. */
  AUTH(403, "PERMISSION_DENIED", null),
  /** The right answer, five seconds late. */
  SLOW(200, null, null),
  /** The token is dead, which is told after a second. */
  SLOW_UNREGISTERED(404, "NOT_FOUND", "UNREGISTERED"),
  /** The connection closes without an answer. */
  CUT(0, null, null),
  /** An error that no version of firebase-admin knows. */
  STRANGE(418, "TEAPOT", null);

  private final int status;
  private final String code;
  private final String detail;

  FcmFault(int status, String code, String detail) {
    this.status = status;
    this.code = code;
    this.detail = detail;
  }

  int status() {
    return status;
  }

  /** How long the answer takes. */
  Duration slowness() {
    return switch (this) {
      case SLOW -> FcmStandIn.SLOWNESS;
      case SLOW_UNREGISTERED -> Duration.ofSeconds(1);
      default -> Duration.ZERO;
    };
  }

  Map<String, String> headers() {
    return switch (this) {
      case QUOTA -> Map.of("Retry-After", "1");
      case QUOTA_FOR_LONG -> Map.of("Retry-After", "60");
      default -> Map.of();
    };
  }

  /** Google's form of an error (google.rpc.Status with an FcmError). */
  String body(String messageName) {
    if (status == 200) {
      return "{\"name\":\"" + messageName + "\"}";
    }
    if (code == null) {
      return "<!DOCTYPE html><title>Error 503</title>";
    }
    String details = detail == null
        ? "[]"
        : "[{\"@type\":\"type.googleapis.com/google.firebase.fcm.v1.FcmError\",\"errorCode\":\"" + detail + "\"}]";
    return "{\"error\":{\"code\":" + status + ",\"message\":\"Not this one\",\"status\":\"" + code + "\",\"details\":"
        + details + "}}";
  }
}
