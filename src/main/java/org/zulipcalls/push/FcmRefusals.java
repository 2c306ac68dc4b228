package org.zulipcalls.push;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;

import com.google.api.client.http.HttpResponseException;
import com.google.firebase.ErrorCode;
import com.google.firebase.IncomingHttpResponse;
import com.google.firebase.messaging.FirebaseMessagingException;

/**
 * Reads what FCM, or Google's token endpoint, has refused
 * (https://firebase.google.com/docs/reference/fcm/rest/v1/ErrorCode).
 */
final class FcmRefusals {

  private static final int BAD_REQUEST = 400;
  private static final int INTERNAL_ERROR = 500;

  /** @throws PushTransportException when nobody has refused, but no answer came */
  static PushOutcome read(FirebaseMessagingException refusal, Instant now) throws PushTransportException {
    IncomingHttpResponse answer = refusal.getHttpResponse();
    if (answer == null) {
      return unanswered(refusal);
    }
    Duration retryAfter = retryAfter(answer.getHeaders(), now);
    if (refusal.getMessagingErrorCode() != null) {
      return switch (refusal.getMessagingErrorCode()) {
        case UNREGISTERED -> new PushOutcome.Unregistered();
        case QUOTA_EXCEEDED -> new PushOutcome.Quota(retryAfter);
        case UNAVAILABLE, INTERNAL -> new PushOutcome.Unavailable(retryAfter);
        case THIRD_PARTY_AUTH_ERROR -> new PushOutcome.AuthRefused(refusal.getMessagingErrorCode().name());
        case INVALID_ARGUMENT, SENDER_ID_MISMATCH -> new PushOutcome.Rejected(refusal.getMessagingErrorCode().name());
      };
    }
    return general(refusal.getErrorCode(), answer.getStatusCode(), retryAfter);
  }

  /** Without FCM's own code: what every Google API says. */
  private static PushOutcome general(ErrorCode code, int status, Duration retryAfter) {
    return switch (code) {
      case UNAUTHENTICATED, PERMISSION_DENIED -> new PushOutcome.AuthRefused(code.name());
      case RESOURCE_EXHAUSTED -> new PushOutcome.Quota(retryAfter);
      default -> status >= INTERNAL_ERROR
          ? new PushOutcome.Unavailable(retryAfter)
          : new PushOutcome.Rejected(code.name());
    };
  }

  /** No answer of FCM's; the token endpoint may have refused us before FCM was asked. */
  private static PushOutcome unanswered(FirebaseMessagingException trouble) throws PushTransportException {
    Throwable root = trouble;
    for (Throwable cause = trouble; cause != null; cause = cause.getCause()) {
      root = cause;
      if (cause instanceof HttpResponseException refused && refused.getStatusCode() >= BAD_REQUEST) {
        return refused.getStatusCode() >= INTERNAL_ERROR
            ? new PushOutcome.Unavailable(null)
            : new PushOutcome.AuthRefused("the token endpoint answers " + refused.getStatusCode());
      }
    }
    throw new PushTransportException(root.getClass().getSimpleName(), trouble);
  }

  /** Seconds or an HTTP date (RFC 9110, 10.2.3); null where there is none. */
  private static Duration retryAfter(Map<String, Object> headers, Instant now) {
    for (Map.Entry<String, Object> header : headers.entrySet()) {
      if ("retry-after".equalsIgnoreCase(header.getKey()) && header.getValue() != null) {
        String text = header.getValue() instanceof Iterable<?> values && values.iterator().hasNext()
            ? String.valueOf(values.iterator().next())
            : String.valueOf(header.getValue());
        return parse(text.strip(), now);
      }
    }
    return null;
  }

  private static Duration parse(String text, Instant now) {
    if (text.matches("\\d{1,9}")) {
      return Duration.ofSeconds(Long.parseLong(text));
    }
    try {
      Duration wait = Duration.between(now, ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME));
      return wait.isNegative() ? Duration.ZERO : wait;
    } catch (DateTimeException malformed) {
      return null;
    }
  }

  private FcmRefusals() {
  }
}
