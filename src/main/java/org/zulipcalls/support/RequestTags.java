package org.zulipcalls.support;

import java.util.Set;

import jakarta.inject.Singleton;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.MeterFilter;

/**
 * Keeps what a client makes up out of the metrics of its requests. Quarkus knows the path's template only of what comes to
 * a resource's method, and takes the path itself for a wrong method and for {@code OPTIONS}; it takes any method, and after
 * a hundred paths ({@code quarkus.micrometer.binder.http-server.max-uri-tags}) it counts no other any more.
 */
@Singleton
class RequestTags implements MeterFilter {

  private static final String REQUESTS = "http.server.requests";
  private static final String URI = "uri";
  private static final String METHOD = "method";
  private static final String UNKNOWN = "UNKNOWN";
  /** Of Quarkus' own (HttpCommonTags, HttpRequestMetric). */
  private static final Set<String> WORDS = Set.of("root", "NOT_FOUND", "REDIRECTION", "/cors-preflight");
  /** RFC 9110, section 9.3, and RFC 5789. */
  private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS",
      "TRACE",
      "PATCH");

  private final Endpoints endpoints;

  RequestTags(Endpoints endpoints) {
    this.endpoints = endpoints;
  }

  @Override
  public Meter.Id map(Meter.Id id) {
    return id.getName().equals(REQUESTS)
        ? id.replaceTags(Tags.concat(id.getTags(), URI, uri(id.getTag(URI)), METHOD, method(id.getTag(METHOD))))
        : id;
  }

  private String uri(String told) {
    return told == null || WORDS.contains(told) ? told : endpoints.template(told).orElse(UNKNOWN);
  }

  private static String method(String told) {
    return METHODS.contains(told) ? told : UNKNOWN;
  }
}
