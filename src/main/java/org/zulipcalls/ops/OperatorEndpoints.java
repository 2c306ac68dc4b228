package org.zulipcalls.ops;

import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;

import org.zulipcalls.call.OperatorCalls;
import org.zulipcalls.call.Totals;
import org.zulipcalls.support.ApiException;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.smallrye.mutiny.Uni;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;

/** What the operator may ask for, each with method, path and answer. */
@ApplicationScoped
class OperatorEndpoints {

  static final String ROOT = "/q/operator";
  /** Calls in one answer. */
  private static final int MOST = 1_000;
  private static final int DAYS = 30;
  private static final LocalDate FIRST_DAY = LocalDate.EPOCH;
  private static final LocalDate LAST_DAY = LocalDate.of(9999, 12, 31);

  /** @param action with what the path's group holds, and the query */
  private record Endpoint(String method, Pattern path, BiFunction<MatchResult, MultiMap, Uni<ObjectNode>> action) {

    private Matcher match(String asked) {
      return path.matcher(asked);
    }
  }

  private final OperatorCalls calls;
  private final Totals totals;
  private final CleanUp cleanUp;
  private final OperatorAnswers answers;
  private final InstantSource clock;
  private final List<Endpoint> endpoints = List.of(endpoint("GET", "/calls", (path, query) -> open()),
      endpoint("GET", "/calls/([^/]+)", (path, query) -> one(path.group(1), query)),
      endpoint("POST", "/calls/([^/]+)/end", (path, query) -> end(path.group(1))),
      endpoint("GET", "/totals", (path, query) -> totals(query)),
      endpoint("POST", "/clean-up", (path, query) -> cleanUp()));

  OperatorEndpoints(OperatorCalls calls, Totals totals, CleanUp cleanUp, OperatorAnswers answers, InstantSource clock) {
    this.calls = calls;
    this.totals = totals;
    this.cleanUp = cleanUp;
    this.answers = answers;
    this.clock = clock;
  }

  private static Endpoint endpoint(String method, String path,
      BiFunction<MatchResult, MultiMap, Uni<ObjectNode>> action) {
    return new Endpoint(method, Pattern.compile(ROOT + path), action);
  }

  /** Fails with 404 or 405 for what there is not. */
  Uni<ObjectNode> answer(HttpServerRequest request) {
    Map<String, Endpoint> byMethod = endpoints.stream()
        .filter(endpoint -> endpoint.match(request.path()).matches())
        .collect(Collectors.toMap(Endpoint::method, endpoint -> endpoint));
    Endpoint wanted = byMethod.get(request.method().name());
    if (byMethod.isEmpty()) {
      return Uni.createFrom().failure(notFound());
    }
    if (wanted == null) {
      return Uni.createFrom()
          .failure(new ApiException(405, "METHOD_NOT_ALLOWED", "Method Not Allowed").header("Allow",
              String.join(", ", byMethod.keySet())));
    }
    Matcher path = wanted.match(request.path());
    path.matches();
    return wanted.action.apply(path.toMatchResult(), request.params());
  }

  static ApiException notFound() {
    return new ApiException(404, "NOT_FOUND", "Not found");
  }

  private Uni<ObjectNode> open() {
    return calls.open(MOST + 1)
        .map(open -> answers.calls(open.subList(0, Math.min(MOST, open.size())), open.size() > MOST));
  }

  /** {@code after}: the last event that the operator has. */
  private Uni<ObjectNode> one(String callId, MultiMap query) {
    long after = eventId(query.get("after"));
    return calls.find(callId)
        .chain(call -> calls.events(call, after).map(events -> answers.one(call, events)));
  }

  private static long eventId(String text) {
    if (text == null) {
      return 0;
    }
    if (!text.matches("\\d{1,18}")) {
      throw ApiException.badRequest("after is not the id of an event");
    }
    return Long.parseLong(text);
  }

  private Uni<ObjectNode> end(String callId) {
    return calls.end(callId).map(answers::one);
  }

  /** {@code from} and {@code to}, both with their day; without them the last {@value #DAYS} days and today. */
  private Uni<ObjectNode> totals(MultiMap query) {
    LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    LocalDate to = date(query, "to").orElse(today);
    LocalDate from = date(query, "from").orElse(to.minusDays(DAYS));
    if (from.isAfter(to)) {
      throw ApiException.badRequest("from is after to");
    }
    return totals.between(from, to).map(answers::totals);
  }

  private static Optional<LocalDate> date(MultiMap query, String name) {
    return Optional.ofNullable(query.get(name)).map(text -> {
      try {
        LocalDate date = LocalDate.parse(text.strip());
        if (!date.isBefore(FIRST_DAY) && !date.isAfter(LAST_DAY)) {
          return date;
        }
      } catch (DateTimeParseException malformed) {
        // falls through to the refusal
      }
      throw ApiException.badRequest(name + " is not a date such as 2026-01-31");
    });
  }

  private Uni<ObjectNode> cleanUp() {
    return cleanUp.pass().map(answers::removed);
  }
}
