package org.zulipcalls.call;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.server.Cancellable;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;

/** One call's own log, for its two users (the document's "Call Events"). */
@Authenticated
@Cancellable(false)
@Path("/api/v1/calls/{call_id}/events")
public class CallEventsResource {

  private final CallAccess access;
  private final CallViews views;
  private final CurrentRequester identity;

  CallEventsResource(CallAccess access, CallViews views, CurrentRequester identity) {
    this.access = access;
    this.views = views;
    this.identity = identity;
  }

  @GET
  public Uni<ObjectNode> events(@RestPath("call_id") String callId) {
    return identity.requester()
        .chain(requester -> access.find(callId, requester, "view"))
        .chain(call -> CallEvent.of(call.callId))
        .map(events -> CallViews.add(views.success(), events));
  }
}
