package org.zulipcalls.push;

import java.time.Duration;

/** What a provider makes of a push. Trouble on the way to it is no outcome but a {@link PushTransportException}. */
sealed interface PushOutcome {

  /** The closed word of it in metrics and in the {@code reason} of a {@code push_failed}. */
  String word();

  /** The provider has taken it. */
  record Sent() implements PushOutcome {
    @Override
    public String word() {
      return "sent";
    }
  }

  /** The token is dead: the app was removed, or has another token now. */
  record Unregistered() implements PushOutcome {
    @Override
    public String word() {
      return "unregistered";
    }
  }

  /**
   * Too much was sent, to this device or at all; it may be sent again.
   *
   * @param retryAfter how long the provider wants us to wait; null where it does not say
   */
  record Quota(Duration retryAfter) implements PushOutcome {
    @Override
    public String word() {
      return "quota";
    }
  }

  /**
   * The provider cannot take it now; it may be sent again.
   *
   * @param retryAfter how long the provider wants us to wait; null where it does not say
   */
  record Unavailable(Duration retryAfter) implements PushOutcome {
    @Override
    public String word() {
      return "unavailable";
    }
  }

  /**
   * The provider does not take this message, whenever it is sent.
   *
   * @param code the provider's own word, for the log
   */
  record Rejected(String code) implements PushOutcome {
    @Override
    public String word() {
      return "rejected";
    }
  }

  /**
   * The provider does not take messages from us: the operator has to mend the credentials.
   *
   * @param code the provider's own word, for the log
   */
  record AuthRefused(String code) implements PushOutcome {
    @Override
    public String word() {
      return "auth_refused";
    }
  }
}
