package org.zulipcalls.ops;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.core.Response;

import org.zulipcalls.support.ApiException;
import org.zulipcalls.support.Background;
import org.zulipcalls.support.ErrorMappers;
import org.zulipcalls.support.RequestId;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.quarkus.vertx.http.ManagementInterface;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

/** The operator's endpoints at the management port, which nginx never leads to. Without a password there are none. */
@ApplicationScoped
class OperatorPort {

  private static final int OK = 200;

  private final OperatorAccess access;
  private final OperatorEndpoints endpoints;
  private final ErrorMappers errors;
  private final Background background;

  OperatorPort(OperatorAccess access, OperatorEndpoints endpoints, ErrorMappers errors, Background background) {
    this.access = access;
    this.endpoints = endpoints;
    this.errors = errors;
    this.background = background;
  }

  void register(@Observes ManagementInterface port) {
    port.router().route(OperatorEndpoints.ROOT + "*").handler(this::handle);
  }

  private void handle(RoutingContext routing) {
    HttpServerRequest request = routing.request();
    Context context = routing.vertx().getOrCreateContext();
    request.resume();
    background.run(() -> answer(request), answer -> send(context, request.response(), answer),
        failure -> fail(context, request.response(), failure));
  }

  private Uni<ObjectNode> answer(HttpServerRequest request) {
    RequestId.begin(request);
    return access.isOn()
        ? access.check(request).chain(() -> endpoints.answer(request))
        : Uni.createFrom().failure(OperatorEndpoints::notFound);
  }

  private void fail(Context context, HttpServerResponse response, Throwable failure) {
    Response error = failure instanceof ApiException refusal ? errors.refused(refusal) : errors.failed(failure);
    context.runOnContext(ignored -> {
      error.getStringHeaders().forEach(response::putHeader);
      send(response, error.getStatus(), (ObjectNode) error.getEntity());
    });
  }

  private static void send(Context context, HttpServerResponse response, ObjectNode answer) {
    context.runOnContext(ignored -> send(response, OK, answer));
  }

  private static void send(HttpServerResponse response, int status, ObjectNode body) {
    if (!response.ended() && !response.closed()) {
      response.setStatusCode(status)
          .putHeader("Content-Type", "application/json")
          .end(body.toString());
    }
  }
}
