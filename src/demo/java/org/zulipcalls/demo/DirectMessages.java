package org.zulipcalls.demo;

/**
 * Who may write to whom, reduced to the refusals that {@code check_can_send_direct_message}
 * ({@code zerver/actions/message_send.py}) knows. None of them has a {@code code} of its own.
 */
public enum DirectMessages {
  ALLOWED(null),
  /** {@code direct_message_permission_group} is the group of nobody. */
  DISABLED("Direct messages are disabled in this organization."),
  /** {@code direct_message_permission_group} holds none of the participants. */
  NOBODY_AUTHORIZES("This conversation does not include any users who can authorize it."),
  /** The sender is not in {@code direct_message_initiator_group}; an existing conversation may go on. */
  NO_INITIATING("You do not have permission to initiate direct message conversations.");

  private final String refusal;

  DirectMessages(String refusal) {
    this.refusal = refusal;
  }

  String refusal() {
    return refusal;
  }
}
