package org.zulipcalls.call;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

import org.jboss.resteasy.reactive.server.Cancellable;
import org.zulipcalls.support.Parameters;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;

/** The calls of the authenticated user. */
@Authenticated
@Cancellable(false)
@Path("/api/v1/calls/history")
public class HistoryResource {

  private static final int MOST = 100;
  /** Nobody has so many calls. */
  private static final int FARTHEST = 1_000_000_000;
  private static final List<String> TYPES = Stream.of(CallType.values()).map(CallType::word).toList();
  private static final List<String> STATES = Stream
      .concat(Stream.of(CallState.values()).map(CallState::word), Stream.of("answered"))
      .toList();

  private final History history;
  private final CallViews views;
  private final Parameters parameters;
  private final CurrentRequester identity;

  HistoryResource(History history, CallViews views, Parameters parameters, CurrentRequester identity) {
    this.history = history;
    this.views = views;
    this.parameters = parameters;
    this.identity = identity;
  }

  @GET
  public Uni<ObjectNode> history() {
    int limit = parameters.numberUpTo("limit", 1, MOST).orElse(50L).intValue();
    int offset = parameters.numberUpTo("offset", 0, FARTHEST).orElse(0L).intValue();
    Optional<CallType> type = parameters.word("call_type", TYPES).map(word -> CallType.values()[TYPES.indexOf(word)]);
    History.Filter filter = new History.Filter(type, parameters.word("state", STATES),
        parameters.find("cursor").map(Cursor::parse));
    return identity.requester()
        .chain(requester -> history.page(requester, filter, limit + 1, offset)
            .map(found -> answer(requester, found, limit)));
  }

  private ObjectNode answer(Requester requester, List<Call> found, int limit) {
    boolean more = found.size() > limit;
    List<Call> page = more ? found.subList(0, limit) : found;
    ObjectNode answer = views.success();
    page.stream().map(call -> views.of(call, requester)).forEach(answer.putArray("calls")::addPOJO);
    return answer.put("has_more", more).put("next_cursor", more ? Cursor.of(page.get(limit - 1)).text() : null);
  }
}
