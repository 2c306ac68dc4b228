package org.zulipcalls.feed;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;

import org.jboss.resteasy.reactive.RestHeader;
import org.jboss.resteasy.reactive.RestMulti;
import org.zulipcalls.call.CallViews;
import org.zulipcalls.call.Rings;
import org.zulipcalls.support.Answers;
import org.zulipcalls.support.ApiException;
import org.zulipcalls.support.Parameters;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Multi;
import io.vertx.ext.web.RoutingContext;

/** Live events: Server-Sent Events, and the same as long polls for clients that cannot stream. */
@Authenticated
@Path("/api/v1/calls/events")
public class FeedResource {

  private static final int LONGEST_WAIT = 60;
  private static final long SHORTEST_WAIT_MILLIS = 50;

  private final Subscriptions subscriptions;
  private final Rings rings;
  private final CallViews views;
  private final Parameters parameters;
  private final Answers answers;

  FeedResource(Subscriptions subscriptions, Rings rings, CallViews views, Parameters parameters, Answers answers) {
    this.subscriptions = subscriptions;
    this.rings = rings;
    this.views = views;
    this.parameters = parameters;
    this.answers = answers;
  }

  /**
   * With {@code wait} (seconds, 0 to 60) one JSON answer: {@code events} and the {@code last_event_id} to come back
   * with. Else a stream, which begins with a {@code snapshot}. {@code last_event_id}, or the header of that name, asks
   * for what was missed, {@code alive} for signs of life that a script can see.
   */
  @GET
  @Produces(MediaType.TEXT_PLAIN)
  public RestMulti<String> events(@RestHeader("Last-Event-ID") String header, RoutingContext request) {
    Optional<Long> parameter = parameters.number("last_event_id", 0, Long.MAX_VALUE);
    // A browser comes back to the address of its first request, with what it has had since in the header.
    Optional<Long> after = lastEventId(header).or(() -> parameter);
    Optional<Long> wait = parameters.number("wait", 0, LONGEST_WAIT);
    return wait.isPresent() ? poll(after, wait.get(), request) : stream(after, request);
  }

  static Optional<Long> lastEventId(String header) {
    if (header == null || header.isBlank()) {
      return Optional.empty();
    }
    if (!header.strip().matches("\\d{1,18}")) {
      throw ApiException.badRequest("Last-Event-ID is not an integer from 0 on");
    }
    return Optional.of(Long.parseLong(header.strip()));
  }

  private RestMulti<String> stream(Optional<Long> after, RoutingContext request) {
    return asStream(subscriptions.stream(request, after), isAliveWanted(parameters));
  }

  /** Whether the client, a script, wants to see that the service is there. */
  static boolean isAliveWanted(Parameters parameters) {
    return parameters.flag("alive", false);
  }

  /** As Server-Sent Events, past whatever would hold them back. */
  static RestMulti<String> asStream(Multi<List<Item>> items, boolean alive) {
    return RestMulti.fromMultiData(items.map(together -> text(together, alive)))
        .header(HttpHeaders.CONTENT_TYPE, "text/event-stream; charset=utf-8")
        .header("X-Accel-Buffering", "no")
        .build();
  }

  private static String text(List<Item> items, boolean alive) {
    return items.stream().map(item -> item.asServerSentEvent(alive)).collect(Collectors.joining());
  }

  private RestMulti<String> poll(Optional<Long> after, long wait, RoutingContext request) {
    // Now: who waits for long has no request any more, and its answer is a text, which no filter adds to.
    ObjectNode ignored = answers.nameUnused(answers.fields());
    Duration pause = Duration.ofMillis(Math.max(SHORTEST_WAIT_MILLIS, wait * 1000));
    Multi<String> answer = subscriptions.first(request, after, pause)
        .invoke(items -> request.addEndHandler(sent -> {
          if (sent.succeeded()) {
            items.forEach(item -> item.rings().forEach(rings::note));
          }
        }))
        .map(items -> answer(items, after, ignored))
        .toMulti();
    return RestMulti.fromMultiData(answer)
        .header(HttpHeaders.CONTENT_TYPE, MediaType.APPLICATION_JSON)
        .build();
  }

  private String answer(List<Item> items, Optional<Long> after, ObjectNode ignored) {
    ObjectNode answer = views.success();
    ArrayNode events = answer.putArray("events");
    items.forEach(item -> events.addRawValue(new RawValue(item.json())));
    long last = items.stream().mapToLong(Item::id).filter(id -> id != Item.NO_ID).max().orElse(after.orElse(0L));
    answer.put("last_event_id", last).setAll(ignored);
    return answers.text(answer);
  }
}
