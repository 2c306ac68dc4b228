package org.zulipcalls.call;

import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;

import org.jboss.resteasy.reactive.server.Cancellable;
import org.zulipcalls.support.Parameters;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/** What the existing mobile client calls, with the call's id among the parameters. */
@Authenticated
@Cancellable(false)
@Path("/api/v1/calls")
public class MobileResource {

  private final CallActions actions;
  private final CallAccess access;
  private final CallLookup lookup;
  private final CallAnswers answers;
  private final CallViews views;
  private final Parameters parameters;
  private final CurrentRequester identity;

  MobileResource(CallActions actions, CallAccess access, CallLookup lookup, CallAnswers answers, CallViews views,
      Parameters parameters, CurrentRequester identity) {
    this.actions = actions;
    this.access = access;
    this.lookup = lookup;
    this.answers = answers;
    this.views = views;
    this.parameters = parameters;
    this.identity = identity;
  }

  @POST
  @Path("/respond")
  public Uni<ObjectNode> respond() {
    boolean accept = actions.accepts();
    return act((requester, callId) -> actions.respond(requester, callId, accept),
        call -> answers.responded(call, accept));
  }

  @POST
  @Path("/end")
  public Uni<ObjectNode> end() {
    return act(actions::end, answers::ended);
  }

  @POST
  @Path("/cancel")
  public Uni<ObjectNode> cancel() {
    return act(actions::cancel, answers::cancelled);
  }

  /** The recipient's device rings. */
  @POST
  @Path("/acknowledge")
  public Uni<ObjectNode> acknowledge() {
    return act(actions::acknowledge, answers::of);
  }

  /** Tells the other side that one has muted, shares the screen or the like. */
  @POST
  @Path("/status")
  public Uni<ObjectNode> updateStatus() {
    return act(actions::updateStatus, answers::of);
  }

  /** A sign of life of one of the two; costs one statement and no event. */
  @POST
  @Path("/heartbeat")
  public Uni<ObjectNode> heartbeat() {
    parameters.flag("is_backgrounded", false);
    String callId = parameters.require("call_id");
    return identity.requester()
        .chain(requester -> access.beat(callId, requester)
            .map(call -> answers.of(views.of(call, requester)).put("call_state", call.state.mobileStatus())));
  }

  @GET
  @Path("/active")
  public Uni<ObjectNode> active() {
    return identity.requester().chain(requester -> lookup.open(requester).map(open -> {
      ObjectNode answer = views.success();
      ArrayNode calls = answer.putArray("active_calls");
      open.forEach(call -> calls.addPOJO(views.of(call, requester)));
      return answer.put("count", open.size());
    }));
  }

  @POST
  @Path("/end-all")
  public Uni<ObjectNode> endAll() {
    return identity.requester().chain(requester -> lookup.open(requester).chain(open -> endAll(requester, open)));
  }

  private Uni<ObjectNode> endAll(Requester requester, List<Call> open) {
    return Multi.createFrom()
        .iterable(open)
        .onItem()
        // A call that somebody else has ended meanwhile is ended, too.
        .transformToUniAndConcatenate(
            call -> actions.end(requester, call).onFailure(CallStateException.class).recoverWithNull())
        .collect()
        .with(Collectors.counting())
        .map(ended -> views.success().put("calls_ended", ended).put("message", "Ended " + ended + " calls"));
  }

  private Uni<ObjectNode> act(BiFunction<Requester, String, Uni<Call>> action, Function<CallView, ObjectNode> answer) {
    String callId = parameters.require("call_id");
    return identity.requester()
        .chain(requester -> action.apply(requester, callId).map(call -> views.of(call, requester)))
        .map(view -> answers.mobile(answer.apply(view), view));
  }
}
