package org.zulipcalls.call;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;

import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.server.Cancellable;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;

/** What the two users of a call do with it: answer, end, cancel, leave, look. */
@Authenticated
@Cancellable(false)
@Path("/api/v1/calls/{call_id}")
public class CallResource {

  private final CallActions actions;
  private final CallAccess access;
  private final CallAnswers answers;
  private final CallViews views;
  private final CurrentRequester identity;

  CallResource(CallActions actions, CallAccess access, CallAnswers answers, CallViews views,
      CurrentRequester identity) {
    this.actions = actions;
    this.access = access;
    this.answers = answers;
    this.views = views;
    this.identity = identity;
  }

  @POST
  @Path("/respond")
  public Uni<ObjectNode> respond(@RestPath("call_id") String callId) {
    boolean accept = actions.accepts();
    return identity.requester()
        .chain(requester -> actions.respond(requester, callId, accept)
            .map(call -> answers.responded(views.of(call, requester), accept)));
  }

  @POST
  @Path("/end")
  public Uni<ObjectNode> end(@RestPath("call_id") String callId) {
    return identity.requester()
        .chain(requester -> actions.end(requester, callId).map(call -> answers.ended(views.of(call, requester))));
  }

  @POST
  @Path("/cancel")
  public Uni<ObjectNode> cancel(@RestPath("call_id") String callId) {
    return identity.requester()
        .chain(
            requester -> actions.cancel(requester, callId).map(call -> answers.cancelled(views.of(call, requester))));
  }

  @POST
  @Path("/leave")
  public Uni<ObjectNode> leave(@RestPath("call_id") String callId) {
    return identity.requester()
        .chain(requester -> actions.leave(requester, callId).map(call -> answers.left(views.of(call, requester))));
  }

  @GET
  @Path("/status")
  public Uni<ObjectNode> status(@RestPath("call_id") String callId) {
    return identity.requester()
        .chain(requester -> access.find(callId, requester, "view").map(call -> answers.of(views.of(call, requester))));
  }
}
