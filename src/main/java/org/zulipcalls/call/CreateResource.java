package org.zulipcalls.call;

import java.net.URI;
import java.util.function.Function;

import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;

import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.RestHeader;
import org.jboss.resteasy.reactive.server.Cancellable;
import org.zulipcalls.support.ApiException;
import org.zulipcalls.support.CallsConfig;
import org.zulipcalls.support.Parameters;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;

/** Begins calls: {@code create-embedded} for the web, {@code create} for mobile and API clients. */
@Authenticated
@Cancellable(false)
@Path("/api/v1/calls")
public class CreateResource {

  private static final Logger LOG = Logger.getLogger(CreateResource.class);
  private static final int LONGEST_KEY = 255;

  private final TimeBasedEpochGenerator ids = Generators.timeBasedEpochGenerator();
  private final Recipients recipients;
  private final Rooms rooms;
  private final CallCreation creation;
  private final CallViews views;
  private final Parameters parameters;
  private final CallsConfig config;
  private final CurrentRequester identity;

  CreateResource(Recipients recipients, Rooms rooms, CallCreation creation, CallViews views, Parameters parameters,
      CallsConfig config, CurrentRequester identity) {
    this.recipients = recipients;
    this.rooms = rooms;
    this.creation = creation;
    this.views = views;
    this.parameters = parameters;
    this.config = config;
    this.identity = identity;
  }

  @POST
  @Path("/create-embedded")
  public Uni<Response> createEmbedded(@RestHeader("Idempotency-Key") String key) {
    return identity.requester()
        .chain(requester -> create(requester, key, call -> views.created(call, views.of(call, requester))));
  }

  @POST
  @Path("/create")
  public Uni<Response> create(@RestHeader("Idempotency-Key") String key) {
    return identity.requester().chain(requester -> create(requester, key, call -> whole(call, requester)));
  }

  /** The name that older clients use. */
  @POST
  @Path("/start")
  public Uni<Response> start(@RestHeader("Idempotency-Key") String key) {
    return create(key);
  }

  /** The name that older clients use; they call the room's name its id. */
  @POST
  @Path("/initiate")
  public Uni<Response> initiate(@RestHeader("Idempotency-Key") String key) {
    return identity.requester()
        .chain(requester -> create(requester, key, call -> whole(call, requester).put("room_id", call.jitsiRoomName)));
  }

  private ObjectNode whole(Call call, Requester requester) {
    CallView view = views.of(call, requester);
    return views.created(call, view)
        .put("ring_timeout_seconds", config.ringTimeout().toSeconds())
        .putPOJO("call", view);
  }

  private Uni<Response> create(Requester requester, String key, Function<Call, ObjectNode> answer) {
    if (key != null && (key.isBlank() || key.length() > LONGEST_KEY || key.indexOf('\0') >= 0)) {
      throw ApiException.badRequest("Idempotency-Key takes 1 to " + LONGEST_KEY + " characters");
    }
    CallType type = parameters.flag("is_video_call", true) ? CallType.VIDEO : CallType.AUDIO;
    boolean redirect = parameters.flag("redirect_to_meeting", false);
    boolean queue = parameters.flag("queue", false);
    LOG.infof("Attempting to create call: %s", Recipients.described(parameters, requester));
    return creation.ofSameKey(requester, key)
        .onItem()
        .ifNull()
        .switchTo(() -> begin(requester, type, key))
        .map(answer)
        .map(body -> redirect ? seeOther(body) : Response.ok(body).build())
        .onFailure(failure -> queue && failure instanceof RecipientBusyException)
        .recoverWithUni(busy -> creation.queueUp(((RecipientBusyException) busy).wanted())
            .map(entry -> Response.ok(views.queued(entry)).build()));
  }

  private Uni<Call> begin(Requester requester, CallType type, String key) {
    return recipients.find(requester, parameters)
        .chain(recipient -> rooms.open(requester)
            .map(room -> new NewCall(ids.generate(), requester, recipient, type, room, key, null)))
        .chain(creation::begin);
  }

  private static Response seeOther(ObjectNode body) {
    return Response.seeOther(URI.create(body.path("call_url").textValue())).entity(body).build();
  }
}
