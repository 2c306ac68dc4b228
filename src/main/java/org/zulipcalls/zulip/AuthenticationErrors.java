package org.zulipcalls.zulip;

import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;

import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.zulipcalls.support.ErrorMappers;

import io.quarkus.security.UnauthorizedException;
import io.vertx.core.http.HttpServerRequest;

/** Answers those who sent no credentials, as Zulip does. */
@Singleton
class AuthenticationErrors {

  private final ErrorMappers errors;

  AuthenticationErrors(ErrorMappers errors) {
    this.errors = errors;
  }

  @ServerExceptionMapper
  public Response notLoggedIn(UnauthorizedException anonymous, HttpServerRequest request) {
    return errors.refused(ZulipAuthenticationMechanism.notLoggedIn(request));
  }
}
