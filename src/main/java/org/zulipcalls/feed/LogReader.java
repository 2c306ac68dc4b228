package org.zulipcalls.feed;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import io.smallrye.mutiny.Uni;

/**
 * Walks the log in the order of its ids and never past a hole that may still be filled: ids are drawn before the commit,
 * so a lower one can appear after a higher. A hole is given up only when every transaction that could fill it is over
 * (a writer that failed, or ids that a crashed database had set aside).
 */
class LogReader {

  /** Every so many reads that find nothing, one looks whether the ids have gone backwards: every ten seconds while nobody calls. */
  private static final int LOOK_AGAIN = 10;

  private final EventLog log;
  private volatile long position = -1;
  private long hole = -1;
  private Set<String> suspects;
  private int emptyReads;

  LogReader(EventLog log) {
    this.log = log;
  }

  /**
   * What a read has found.
   *
   * @param events in order, without a hole
   * @param more   whether to read on soon: the batch was full, or a hole is open
   * @param anew   whether it begins anew: ids that were given before will be given to other events
   */
  record Read(List<FeedEvent> events, boolean more, boolean anew) {

    private Read(List<FeedEvent> events, boolean more) {
      this(events, more, false);
    }
  }

  /** Every event up to this id was given out, or was there before the first read; -1 before that. */
  long position() {
    return position;
  }

  /** The next events; one call at a time. */
  Uni<Read> next() {
    return position < 0
        ? start()
        // Behind a failure there may be another server, one that had not got the last of the log.
        : log.after(position).onFailure().invoke(() -> emptyReads = 0).chain(this::read);
  }

  private Uni<Read> read(List<FeedEvent> found) {
    return !found.isEmpty()
        ? upToHole(found)
        : emptyReads++ % LOOK_AGAIN > 0 ? Uni.createFrom().item(new Read(List.of(), false)) : lookAgain();
  }

  private Uni<Read> lookAgain() {
    return log.lastDrawn().map(last -> {
      boolean anew = last < position;
      if (anew) {
        position = -1;
        hole = -1;
      }
      return new Read(List.of(), anew, anew);
    });
  }

  /** Begins at the end of the log, once all who were writing when it was found are done. */
  private Uni<Read> start() {
    if (hole < 0) {
      return log.head().chain(head -> log.writers().map(writers -> {
        hole = head;
        suspects = new TreeSet<>(writers);
        return new Read(List.of(), true);
      }));
    }
    return over().map(over -> {
      if (over) {
        position = hole;
        hole = -1;
      }
      return new Read(List.of(), !over);
    });
  }

  private Uni<Read> upToHole(List<FeedEvent> found) {
    int length = 0;
    while (length < found.size() && found.get(length).id() == position + 1 + length) {
      length++;
    }
    boolean isHoleFirst = length == 0;
    if (isHoleFirst) {
      return inspect(position + 1, found.get(0).id()).replaceWith(new Read(List.of(), true));
    }
    // A hole behind them is the next read's: whatever failed there would lose these.
    position = position + length;
    return Uni.createFrom()
        .item(new Read(found.subList(0, length), length < found.size() || length == EventLog.BATCH));
  }

  /** Looks at a hole: at first sight notes who could fill it, later skips it when they are over and it is still one. */
  private Uni<Void> inspect(long missing, long present) {
    if (missing != hole) {
      return log.writers().invoke(writers -> {
        hole = missing;
        suspects = new TreeSet<>(writers);
      }).replaceWithVoid();
    }
    return over().chain(over -> over ? skip(missing, present) : Uni.createFrom().voidItem());
  }

  /** Nobody can fill it any more, so what is not there now never will be. */
  private Uni<Void> skip(long missing, long present) {
    return log.after(missing - 1).invoke(found -> {
      long first = found.isEmpty() ? present : Math.min(present, found.get(0).id());
      position = Math.max(position, first - 1);
      hole = -1;
    }).replaceWithVoid();
  }

  private Uni<Boolean> over() {
    return suspects.isEmpty() ? Uni.createFrom().item(true) : log.writers().map(writers -> {
      suspects.retainAll(writers);
      return suspects.isEmpty();
    });
  }
}
