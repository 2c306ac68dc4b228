package org.zulipcalls.call;

import java.util.Arrays;
import java.util.List;
import java.util.UUID;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;

import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.server.Cancellable;
import org.zulipcalls.support.ApiException;
import org.zulipcalls.support.Parameters;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;

/** For whom one waits, and no longer waiting. */
@Authenticated
@Cancellable(false)
@Path("/api/v1/calls/queue")
public class QueueResource {

  private final CallQueue queue;
  private final CallViews views;
  private final Parameters parameters;
  private final CurrentRequester identity;

  QueueResource(CallQueue queue, CallViews views, Parameters parameters, CurrentRequester identity) {
    this.queue = queue;
    this.views = views;
    this.parameters = parameters;
    this.identity = identity;
  }

  /** With {@code keep}, ids of places with commas between: whoever keeps a place goes on to do so, or loses it. */
  @GET
  public Uni<ObjectNode> queue() {
    List<UUID> kept = parameters.find("keep")
        .stream()
        .flatMap(ids -> Arrays.stream(ids.split(",")))
        .flatMap(id -> CallAccess.parse(id).stream())
        .toList();
    return identity.requester()
        .chain(requester -> kept.isEmpty() ? queue.of(requester) : queue.keep(kept, requester))
        .map(entries -> {
          ObjectNode answer = views.success();
          ArrayNode list = answer.putArray("queue");
          entries.forEach(entry -> list.add(views.waiting(entry)));
          return answer.put("count", entries.size());
        });
  }

  @POST
  @Path("/{queue_id}/cancel")
  public Uni<ObjectNode> cancel(@RestPath("queue_id") String queueId) {
    UUID id = CallAccess.parse(queueId).orElseThrow(QueueResource::notFound);
    return identity.requester().chain(requester -> queue.remove(id, requester)).map(removed -> {
      if (!removed) {
        throw notFound();
      }
      return views.success().put("message", "No longer waiting");
    });
  }

  private static ApiException notFound() {
    return new ApiException(404, "QUEUE_ENTRY_NOT_FOUND", "You do not wait there");
  }
}
