package org.zulipcalls.web;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;

import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.server.Cancellable;
import org.zulipcalls.call.CallAccess;
import org.zulipcalls.call.CallResource;
import org.zulipcalls.call.CallViews;
import org.zulipcalls.call.CurrentRequester;
import org.zulipcalls.support.ApiException;
import org.zulipcalls.support.Origin;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;

/**
 * What a call's page may ask with its cookie: about that call, as that user, and nothing else. Everything is the API's
 * own; the place is different because a cookie is sent by its path.
 */
@Cancellable(false)
@Path("/calls/embed/{call_id}/api")
public class PageApiResource {

  private final CallResource calls;
  private final CallAccess access;
  private final CallViews views;
  private final CurrentRequester identity;
  private final HttpServerRequest request;
  private final Origin origin;

  PageApiResource(CallResource calls, CallAccess access, CallViews views, CurrentRequester identity,
      HttpServerRequest request, Origin origin) {
    this.calls = calls;
    this.access = access;
    this.views = views;
    this.identity = identity;
    this.request = request;
    this.origin = origin;
  }

  @GET
  @Path("/status")
  public Uni<ObjectNode> status(@RestPath("call_id") String callId) {
    return identity.demandPageOf(callId).chain(() -> calls.status(callId));
  }

  @POST
  @Path("/respond")
  public Uni<ObjectNode> respond(@RestPath("call_id") String callId) {
    return identity.demandPageOf(callId).invoke(this::checkOrigin).chain(() -> calls.respond(callId));
  }

  @POST
  @Path("/end")
  public Uni<ObjectNode> end(@RestPath("call_id") String callId) {
    return identity.demandPageOf(callId).invoke(this::checkOrigin).chain(() -> calls.end(callId));
  }

  @POST
  @Path("/cancel")
  public Uni<ObjectNode> cancel(@RestPath("call_id") String callId) {
    return identity.demandPageOf(callId).invoke(this::checkOrigin).chain(() -> calls.cancel(callId));
  }

  /** A sign of life; other than the mobile client's it takes no call but the page's own. */
  @POST
  @Path("/heartbeat")
  public Uni<ObjectNode> heartbeat(@RestPath("call_id") String callId) {
    return identity.demandPageOf(callId)
        .invoke(this::checkOrigin)
        .chain(identity::requester)
        .chain(requester -> access.beat(callId, requester)
            .map(call -> views.success().putPOJO("call", views.of(call, requester.userId()))));
  }

  /** Every browser names the origin of what it posts; only our own page's is taken. */
  private void checkOrigin() {
    if (!origin.of(request).equals(request.getHeader("Origin"))) {
      throw new ApiException(403, "CSRF_FAILED", "CSRF error: Origin checking failed.").with("reason",
          "Origin checking failed.");
    }
  }
}
