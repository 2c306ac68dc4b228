package org.zulipcalls.call;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;

import org.jboss.resteasy.reactive.RestPath;
import org.zulipcalls.support.Parameters;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;

/** What the two users of a call do with it: answer, end, cancel, look. */
@Authenticated
@Path("/api/v1/calls/{call_id}")
public class CallResource {

  private static final long LONGEST_DURATION = 366L * 24 * 3600;

  private final Calls calls;
  private final CallAccess access;
  private final CallViews views;
  private final Invitations invitations;
  private final Parameters parameters;
  private final CallerIdentity identity;
  private final ObjectMapper mapper;

  CallResource(Calls calls, CallAccess access, CallViews views, Invitations invitations, Parameters parameters,
      CallerIdentity identity,
      ObjectMapper mapper) {
    this.calls = calls;
    this.access = access;
    this.views = views;
    this.invitations = invitations;
    this.parameters = parameters;
    this.identity = identity;
    this.mapper = mapper;
  }

  @POST
  @Path("/respond")
  public Uni<ObjectNode> respond(@RestPath("call_id") String callId) {
    String response = parameters.word("response", List.of("accept", "decline", "reject"))
        .orElseThrow(() -> Parameters.missing("response"));
    boolean accept = response.equals("accept");
    return identity.caller()
        .chain(caller -> access.find(callId, caller, "respond to")
            .invoke(call -> CallAccess.allow(call.isRecipient(caller.userId()), "respond to"))
            .chain(call -> change(call, accept ? Trigger.ACCEPT : Trigger.DECLINE, caller, "respond to",
                Calls.NO_METADATA))
            .map(call -> {
              ObjectNode answer = views.success(call, caller);
              return answer.put("action", accept ? "accept" : "decline")
                  .put("call_url", views.of(call, caller).callUrl())
                  .put("message", accept ? "Call accepted successfully" : "Call declined successfully");
            }));
  }

  @POST
  @Path("/end")
  public Uni<ObjectNode> end(@RestPath("call_id") String callId) {
    String metadata = endMetadata();
    return identity.caller()
        .chain(caller -> access.find(callId, caller, "end")
            .chain(call -> change(call,
                call.isInitiator(caller.userId()) ? Trigger.END_BY_INITIATOR : Trigger.END_BY_RECIPIENT, caller, "end",
                metadata))
            .map(call -> views.success(call, caller).put("message", "Call ended successfully")));
  }

  @POST
  @Path("/cancel")
  public Uni<ObjectNode> cancel(@RestPath("call_id") String callId) {
    return identity.caller()
        .chain(caller -> access.find(callId, caller, "cancel")
            .invoke(call -> CallAccess.allow(call.isInitiator(caller.userId()), "cancel"))
            .chain(call -> change(call, Trigger.CANCEL, caller, "cancel", Calls.NO_METADATA))
            .map(call -> views.success(call, caller).put("message", "Call cancelled successfully")));
  }

  @GET
  @Path("/status")
  public Uni<ObjectNode> status(@RestPath("call_id") String callId) {
    return identity.caller()
        .chain(caller -> access.find(callId, caller, "view").map(call -> views.success(call, caller)));
  }

  private Uni<Call> change(Call call, Trigger trigger, Caller caller, String verb, String metadata) {
    return calls.change(call, trigger, caller, verb, metadata)
        .invoke(changed -> settle(changed, caller))
        .onFailure(CallStateException.class)
        .invoke(late -> settle(late.call(), caller))
        .onFailure(CallStateException.class)
        .transform(late -> late.with("call", views.of(late.call(), caller)));
  }

  /** Only the initiator can edit the invitation, and only now, while the credentials are here. */
  private void settle(Call call, Caller caller) {
    if (!call.state.isOpen() && call.isInitiator(caller.userId())) {
      invitations.settle(caller, call);
    }
  }

  /** What the client says of the end; kept in the event. */
  private String endMetadata() {
    Map<String, Object> metadata = new TreeMap<>();
    parameters.find("reason").ifPresent(reason -> metadata.put("reason", reason));
    parameters.number("duration", 0, LONGEST_DURATION).ifPresent(seconds -> metadata.put("duration", seconds));
    try {
      return mapper.writeValueAsString(metadata);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
