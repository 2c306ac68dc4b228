package org.zulipcalls.tracing;

import jakarta.inject.Singleton;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;

/** Takes queries out of spans before anybody else sees them: a link's token or a phone's may stand there. */
@Singleton
public class QueryEraser implements SpanProcessor {

  private static final AttributeKey<String> QUERY = AttributeKey.stringKey("url.query");
  private static final AttributeKey<String> FULL = AttributeKey.stringKey("url.full");
  private static final String ERASED = "…";

  @Override
  public void onStart(Context parent, ReadWriteSpan span) {
    if (span.getAttribute(QUERY) != null) {
      span.setAttribute(QUERY, ERASED);
    }
    String full = span.getAttribute(FULL);
    if (full != null && full.contains("?")) {
      span.setAttribute(FULL, full.substring(0, full.indexOf('?')));
    }
  }

  @Override
  public boolean isStartRequired() {
    return true;
  }

  @Override
  public void onEnd(ReadableSpan span) {
    // Nothing is added at the end.
  }

  @Override
  public boolean isEndRequired() {
    return false;
  }
}
