package org.zulipcalls.push;

import java.io.IOException;

/** The provider could not be asked, or its answer did not come or was none; nobody knows whether it has the push. */
class PushTransportException extends IOException {

  private static final long serialVersionUID = 1L;

  /** @param what names the trouble without saying to whom or what was sent */
  PushTransportException(String what, Throwable cause) {
    super(what, cause);
  }
}
