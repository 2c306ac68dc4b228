package org.zulipcalls.call;

import org.zulipcalls.support.ApiException;

/** 409 {@code RECIPIENT_BUSY}: the recipient talks with somebody else; with {@code queue=true} the caller may wait. */
class RecipientBusyException extends ApiException {

  private static final long serialVersionUID = 1L;

  private final transient NewCall wanted;

  RecipientBusyException(NewCall wanted) {
    super(409, "RECIPIENT_BUSY", wanted.recipient().fullName() + " is in another call");
    this.wanted = wanted;
  }

  /** This refusal for another request with the same key, which has only waited for it. */
  RecipientBusyException of(NewCall other) {
    return other.callId().equals(wanted.callId()) ? this : new RecipientBusyException(other);
  }

  NewCall wanted() {
    return wanted;
  }
}
