package org.zulipcalls.call;

import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/**
 * Ends what is past its deadline: unanswered calls are missed, long ones hit the time limit, silent ones lost contact.
 * Every replica runs it; the compare-and-set of {@link CallStore} lets one of them win. It is the recovery after a crash
 * as well, and its cost follows the open calls that are due, never the history.
 */
@ApplicationScoped
class DeadlineSweep {

  private static final int BATCH = 200;

  private final CallLookup lookup;
  private final Calls calls;

  DeadlineSweep(CallLookup lookup, Calls calls) {
    this.lookup = lookup;
    this.calls = calls;
  }

  @Scheduled(every = "1s", concurrentExecution = ConcurrentExecution.SKIP)
  Uni<Void> sweep() {
    return lookup.due(BATCH).chain(this::endAll);
  }

  private Uni<Void> endAll(List<Call> due) {
    Uni<Void> ended = Multi.createFrom()
        .iterable(due)
        .onItem()
        .transformToUniAndConcatenate(call -> calls.change(call, triggerOf(call)))
        .collect()
        .last()
        .replaceWithVoid();
    return due.size() < BATCH ? ended : ended.chain(this::sweep);
  }

  /** Which deadline it was: an unanswered call has only one; of an active call's two, the earlier. */
  private static Trigger triggerOf(Call call) {
    if (call.state.isUnanswered()) {
      return Trigger.RING_TIME_OVER;
    }
    boolean silentFirst = call.contactUntil != null && call.contactUntil.isBefore(call.activeUntil);
    return silentFirst ? Trigger.CONTACT_LOST : Trigger.TIME_LIMIT;
  }
}
