package org.zulipcalls.support;

import java.util.Map;
import java.util.Set;

import jakarta.inject.Singleton;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;

/** Turns everything that goes wrong into the error of the wire contract; no exception's text ever leaves. */
@Singleton
public class ErrorMappers {

  private static final Logger LOG = Logger.getLogger(ErrorMappers.class);
  private static final Map<Integer, String> CODES = Map.of(404, "NOT_FOUND", 405, "METHOD_NOT_ALLOWED", 406,
      "NOT_ACCEPTABLE", 413, "PAYLOAD_TOO_LARGE", 415, "UNSUPPORTED_MEDIA_TYPE");
  private static final Map<Integer, String> TEXTS = Map.of(404, "Not found", 405, "Method Not Allowed", 406,
      "This answers with JSON only", 413, "The body is too large", 415,
      "This takes a form, a query string or a JSON object");

  private final ObjectMapper mapper;
  private final Endpoints endpoints;
  private final MeterRegistry registry;

  ErrorMappers(ObjectMapper mapper, Endpoints endpoints, MeterRegistry registry) {
    this.mapper = mapper;
    this.endpoints = endpoints;
    this.registry = registry;
  }

  @ServerExceptionMapper
  public Response refused(ApiException refusal) {
    ObjectNode body = body(refusal.status(), refusal.code(), refusal.getMessage());
    count(refusal.metric());
    refusal.fields().forEach((name, value) -> body.set(name, mapper.valueToTree(value)));
    return answer(refusal.status(), body, refusal.headers());
  }

  /** What the HTTP layer itself refuses: unknown paths, wrong methods, bodies that are too large. */
  @ServerExceptionMapper
  public Response refused(WebApplicationException refusal, HttpServerRequest request) {
    int status = refusal.getResponse().getStatus();
    if (status >= 500) {
      return failed(refusal);
    }
    if (status == 404 || status == 405) {
      return noSuchEndpoint(endpoints.methods(request.path()), request.method().name());
    }
    return answer(status, Map.of());
  }

  private Response noSuchEndpoint(Set<String> allowed, String method) {
    return allowed.isEmpty() || allowed.contains(method)
        ? answer(404, Map.of())
        : answer(405, Map.of(HttpHeaders.ALLOW, String.join(", ", allowed)));
  }

  @ServerExceptionMapper
  public Response failed(Throwable fault) {
    if (DatabaseFaults.isUnavailable(fault)) {
      LOG.errorf("The database is not available: %s", fault.getMessage());
      return refused(ApiException.unavailable("DATABASE_UNAVAILABLE", "The call service has no database now", 2));
    }
    LOG.error("Internal error", fault);
    return answer(500, Map.of());
  }

  /** Answers a fault outside of the resources. */
  public void write(RoutingContext context, Throwable fault) {
    write(context, fault instanceof ApiException refusal
        ? refused(refusal)
        : fault instanceof WebApplicationException refusal ? refused(refusal, context.request()) : failed(fault));
  }

  /** Answers what only has a status, outside of the resources. */
  void write(RoutingContext context, int status) {
    write(context, answer(status, Map.of()));
  }

  private void write(RoutingContext context, Response answer) {
    context.response().setStatusCode(answer.getStatus());
    answer.getStringHeaders().forEach(context.response()::putHeader);
    write(context, (ObjectNode) answer.getEntity());
  }

  /** Answers outside of the resources. */
  public void write(RoutingContext context, ObjectNode body) {
    context.response()
        .putHeader(HttpHeaders.CONTENT_TYPE, MediaType.APPLICATION_JSON)
        .end(body.toString());
    // What is left of a body that nobody wanted.
    context.request().resume();
  }

  private Response answer(int status, Map<String, String> headers) {
    String code = CODES.getOrDefault(status, status < 500 ? "BAD_REQUEST" : "INTERNAL_ERROR");
    count(code);
    return answer(status,
        body(status, code, TEXTS.getOrDefault(status, status < 500 ? "Bad request" : "Internal server error")),
        headers);
  }

  private void count(String code) {
    registry.counter("calls.refusals", "code", code).increment();
  }

  private ObjectNode body(int status, String code, String message) {
    ObjectNode body = mapper.createObjectNode()
        .put("result", "error")
        .put("msg", message)
        .put("message", message)
        .put("code", code);
    return status < 500 ? body : body.put("request_id", RequestId.current());
  }

  private static Response answer(int status, ObjectNode body, Map<String, String> headers) {
    Response.ResponseBuilder answer = Response.status(status).entity(body).type(MediaType.APPLICATION_JSON_TYPE);
    headers.forEach(answer::header);
    return answer.build();
  }
}
