package org.zulipcalls.push;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;

import org.jboss.resteasy.reactive.server.Cancellable;
import org.zulipcalls.call.CurrentRequester;
import org.zulipcalls.support.Answers;
import org.zulipcalls.support.ApiException;
import org.zulipcalls.support.Parameters;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;

/** Where an app says that its phone wants to ring. */
@Authenticated
@Cancellable(false)
@Path("/api/v1/calls/devices")
public class DeviceResource {

  /** The table has room for {@code apns_voip} and {@code web}; none is taken before it can be made to ring. */
  private static final List<String> KINDS = List.of("fcm");
  private static final int LONGEST_TOKEN = 2000;
  private static final int LONGEST_APP_ID = 255;

  private final DeviceStore devices;
  private final Parameters parameters;
  private final CurrentRequester identity;
  private final Answers answers;

  DeviceResource(DeviceStore devices, Parameters parameters, CurrentRequester identity, Answers answers) {
    this.devices = devices;
    this.parameters = parameters;
    this.identity = identity;
    this.answers = answers;
  }

  /** {@code token}, {@code kind}={@code fcm}, {@code app_id}; answers the {@code device_id} and the {@code device}. */
  @POST
  public Uni<ObjectNode> register() {
    String token = token(parameters.require("token"));
    String kind = parameters.word("kind", KINDS).orElse("fcm");
    String appId = parameters.find("app_id").map(DeviceResource::appId).orElse(null);
    return identity.requester()
        .chain(user -> devices.register(user, kind, token, appId))
        .map(device -> answers.success().put("device_id", device.deviceId().toString()).putPOJO("device", device));
  }

  /** The requester's {@code devices}; of each token only the end is shown. */
  @GET
  public Uni<ObjectNode> list() {
    return identity.requester().chain(devices::of).map(found -> {
      ObjectNode answer = answers.success();
      found.forEach(answer.putArray("devices")::addPOJO);
      return answer;
    });
  }

  /** {@code token} or {@code device_id}. What is not there, or not the requester's, is answered with {@code removed} false. */
  @DELETE
  public Uni<ObjectNode> remove() {
    Optional<UUID> deviceId = parameters.device("device_id");
    String token = deviceId.isPresent() ? null : token(parameters.require("token"));
    return identity.requester()
        .chain(user -> token == null ? devices.remove(user, deviceId.get()) : devices.remove(user, token))
        .map(removed -> answers.success().put("removed", removed));
  }

  private static String token(String text) {
    if (!text.matches("[\\x21-\\x7e]{1," + LONGEST_TOKEN + "}")) {
      throw ApiException.badRequest("token takes 1 to " + LONGEST_TOKEN + " printable characters");
    }
    return text;
  }

  private static String appId(String text) {
    if (text.length() > LONGEST_APP_ID) {
      throw ApiException.badRequest("app_id takes at most " + LONGEST_APP_ID + " characters");
    }
    return text;
  }
}
