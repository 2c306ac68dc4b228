package org.zulipcalls.call;

import org.zulipcalls.support.ApiException;

/** 409 {@code INVALID_CALL_STATE}: somebody or something was first. The resource adds the reader's view of the call. */
class CallStateException extends ApiException {

  private static final long serialVersionUID = 1L;

  private final transient Call call;

  CallStateException(String verb, Call call) {
    super(409, "INVALID_CALL_STATE", "Cannot " + verb + " call in state: " + call.state.word());
    with("state", call.state.word());
    this.call = call;
  }

  Call call() {
    return call;
  }
}
