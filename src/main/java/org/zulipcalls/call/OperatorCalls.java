package org.zulipcalls.call;

import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;

/** What the service's operator may do with calls, of whichever realm. */
@ApplicationScoped
public class OperatorCalls {

  private static final Logger LOG = Logger.getLogger(OperatorCalls.class);

  static final String OPEN = "SELECT " + CallRow.COLUMNS + """
       FROM call
      WHERE %s ORDER BY created_at, call_id
      LIMIT :limit""".formatted(CallLookup.IS_OPEN);

  private final Calls calls;
  private final CallLookup lookup;

  OperatorCalls(Calls calls, CallLookup lookup) {
    this.calls = calls;
    this.lookup = lookup;
  }

  /** The open calls, the oldest first. */
  public Uni<List<Call>> open(int most) {
    return Panache.withSession(() -> Panache.getSession()
        .chain(session -> session.createNativeQuery(OPEN, Call.class).setParameter("limit", most).getResultList()));
  }

  /** Fails with 404 {@code CALL_NOT_FOUND}. */
  public Uni<Call> find(String callId) {
    return CallAccess.parse(callId)
        .map(lookup::byId)
        .orElse(Uni.createFrom().nullItem())
        .onItem()
        .ifNull()
        .failWith(Calls::notFound);
  }

  /** What happened to a call behind the event of this id, the oldest first, for {@link CallViews#add}. */
  public Uni<List<CallEvent>> events(Call call, long after) {
    return CallEvent.after(call.callId, after);
  }

  /** The call that is over now; to end one that the operator has ended is answered with it. Fails with 404 and 409. */
  public Uni<Call> end(String callId) {
    return find(callId).chain(call -> {
      if (call.endReason == EndReason.ENDED_BY_OPERATOR) {
        return Uni.createFrom().item(call);
      }
      if (!call.state.isOpen()) {
        return Uni.createFrom().failure(new CallStateException("end", call));
      }
      return calls.change(call, Trigger.OPERATOR)
          .invoke(ended -> LOG.infof("The operator ends call %s", callId))
          .onItem()
          .ifNull()
          .switchTo(() -> end(callId));
    });
  }
}
