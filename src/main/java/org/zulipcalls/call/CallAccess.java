package org.zulipcalls.call;

import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import org.zulipcalls.support.ApiException;

import io.smallrye.mutiny.Uni;

/** Finds a call for somebody who asks for it by id, and holds everybody else off. */
@ApplicationScoped
public class CallAccess {

  private static final int UUID_LENGTH = 36;

  private final Heartbeats heartbeats;
  private final CallLookup lookup;
  private final RecentCalls recent;

  CallAccess(Heartbeats heartbeats, CallLookup lookup, RecentCalls recent) {
    this.heartbeats = heartbeats;
    this.lookup = lookup;
    this.recent = recent;
  }

  /**
   * The call, if the requester has a part in it. Fails with 404 when the id is malformed, unknown or of another realm, and
   * with 403 when the call is other people's.
   *
   * @param verb what the refusal says that one is not authorized to do
   */
  public Uni<Call> find(String callId, Requester requester, String verb) {
    return check(parse(callId).map(lookup::byId), requester, verb);
  }

  /** As {@link #find}, but maybe as the call was a moment ago: for {@link Calls#change}, which notices. */
  Uni<Call> recall(String callId, Requester requester, String verb) {
    return check(parse(callId).map(id -> recent.find(id)
        .map(Uni.createFrom()::item)
        .orElseGet(() -> lookup.byId(id))), requester, verb);
  }

  /** As {@link #find}, and notes that the requester is still there. */
  public Uni<Call> beat(String callId, Requester requester) {
    return check(parse(callId).map(id -> heartbeats.beat(id, requester)), requester, "keep alive");
  }

  private static Uni<Call> check(Optional<Uni<Call>> found, Requester requester, String verb) {
    return found.orElse(Uni.createFrom().nullItem())
        .map(call -> call != null && call.realm.equals(requester.realm()) ? call : null)
        .onItem()
        .ifNull()
        .failWith(Calls::notFound)
        .invoke(call -> allow(call.isInitiator(requester.userId()) || call.isRecipient(requester.userId()), verb));
  }

  /** Fails with 403 {@code NOT_AUTHORIZED} unless allowed. */
  static void allow(boolean allowed, String verb) {
    if (!allowed) {
      throw new ApiException(403, "NOT_AUTHORIZED", "Not authorized to " + verb + " this call");
    }
  }

  /** The id; empty when it is malformed. */
  static Optional<UUID> parse(String callId) {
    try {
      return callId.length() == UUID_LENGTH ? Optional.of(UUID.fromString(callId)) : Optional.empty();
    } catch (IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }
}
