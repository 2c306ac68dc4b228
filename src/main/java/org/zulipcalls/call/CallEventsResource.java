package org.zulipcalls.call;

import java.util.Optional;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.server.Cancellable;
import org.zulipcalls.support.Parameters;

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
  private final Parameters parameters;

  CallEventsResource(CallAccess access, CallViews views, CurrentRequester identity, Parameters parameters) {
    this.access = access;
    this.views = views;
    this.identity = identity;
    this.parameters = parameters;
  }

  /** The newest; with {@code after}, the id of an event, the first behind that. */
  @GET
  public Uni<ObjectNode> events(@RestPath("call_id") String callId) {
    Optional<Long> after = parameters.number("after", 0, Long.MAX_VALUE);
    return identity.requester()
        .chain(requester -> access.find(callId, requester, "view"))
        .chain(call -> after.map(id -> CallEvent.after(call.callId, id)).orElseGet(() -> CallEvent.of(call.callId)))
        .map(events -> CallViews.add(views.success(), events));
  }
}
