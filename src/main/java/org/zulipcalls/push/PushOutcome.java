package org.zulipcalls.push;

import java.time.Duration;

/** What a provider makes of a push. Trouble on the way to it is no outcome but a {@link PushTransportException}. */
sealed interface PushOutcome {

  PushResult result();

  /** The provider has taken it. */
  record Sent() implements PushOutcome {
    @Override
    public PushResult result() {
      return PushResult.SENT;
    }
  }

  /** The token is dead: the app was removed, or has another token now. */
  record Unregistered() implements PushOutcome {
    @Override
    public PushResult result() {
      return PushResult.UNREGISTERED;
    }
  }

  /** Not now; it may be sent again. */
  sealed interface Later extends PushOutcome {

    /** How long the provider wants us to wait; null where it does not say. */
    Duration retryAfter();
  }

  /** Too much was sent, to this device or at all. */
  record Quota(Duration retryAfter) implements Later {
    @Override
    public PushResult result() {
      return PushResult.QUOTA;
    }
  }

  /** The provider is down or overloaded. */
  record Unavailable(Duration retryAfter) implements Later {
    @Override
    public PushResult result() {
      return PushResult.UNAVAILABLE;
    }
  }

  /** Never, however often it is sent. */
  sealed interface Refused extends PushOutcome {

    /** The provider's own word, for the log. */
    String code();
  }

  /** The provider does not take this message. */
  record Rejected(String code) implements Refused {
    @Override
    public PushResult result() {
      return PushResult.REJECTED;
    }
  }

  /** The provider does not take messages from us: the operator has to mend the credentials. */
  record AuthRefused(String code) implements Refused {
    @Override
    public PushResult result() {
      return PushResult.AUTH_REFUSED;
    }
  }
}
