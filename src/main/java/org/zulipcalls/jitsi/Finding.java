package org.zulipcalls.jitsi;

/**
 * What a look at a Jitsi server has found.
 *
 * @param text for an operator
 */
record Finding(State state, String text) {

  enum State {
    ANSWERS,
    /** It does not answer, or not as a Jitsi server. */
    AWAY,
    /** Nothing is known of it, since it may not be asked. */
    NOT_ASKED
  }

  static final Finding ANSWERS = new Finding(State.ANSWERS, "answers");
  static final Finding NOT_ASKED = new Finding(State.NOT_ASKED, "not asked");

  static Finding away(String fault) {
    return new Finding(State.AWAY, fault);
  }

  boolean isAway() {
    return state == State.AWAY;
  }
}
