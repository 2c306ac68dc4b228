package org.zulipcalls.ops;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.zulipcalls.support.ApiException;
import org.zulipcalls.support.Background;
import org.zulipcalls.support.ErrorMappers;
import org.zulipcalls.support.RequestId;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.quarkus.vertx.http.ManagementInterface;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;

/** The operator's endpoints at the management port, which nginx never leads to. Without a password there are none. */
@ApplicationScoped
class OperatorPort {

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
    port.router().route(OperatorEndpoints.ROOT + "*").handler(this::handle).failureHandler(this::refuse);
  }

  /** Quarkus reads a body before we are asked, as a form if it says that it is one. What it cannot read is the client's. */
  private void refuse(RoutingContext routing) {
    errors.write(routing, ApiException.badRequest("The body is not valid"));
  }

  private void handle(RoutingContext routing) {
    background.run(() -> answer(routing.request()), answer -> errors.write(routing, answer),
        failure -> errors.write(routing, failure));
  }

  private Uni<ObjectNode> answer(HttpServerRequest request) {
    RequestId.begin(request);
    return access.isOn()
        ? access.check(request).chain(() -> endpoints.answer(request))
        : Uni.createFrom().failure(OperatorEndpoints::notFound);
  }
}
