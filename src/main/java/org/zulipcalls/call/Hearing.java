package org.zulipcalls.call;

import io.smallrye.mutiny.Uni;

/** Whether signs of life get through: whose an API key or a session is, Zulip alone knows. */
public interface Hearing {

  /** Whether Zulip did not answer when it was last asked. */
  boolean isAway();

  /** Asks unless that was seconds ago, so that {@link #isAway} tells what is the case now. */
  Uni<Void> check();
}
