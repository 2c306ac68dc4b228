package org.zulipcalls.push;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.zulipcalls.testing.FcmFault;

/** The four ends of a push at this gateway; what FCM refuses for how long is {@link FcmRefusalsTest}'s. */
class FcmGatewayTest extends FcmTestBase {

  @Test
  void accepted() throws Exception {
    assertEquals(new PushOutcome.Sent(), gateway.send(MESSAGE));
    assertEquals(TOKEN, fcm.pushes().get(0).token());
  }

  @Test
  void rejected() throws Exception {
    fcm.setFault(FcmFault.REJECTED);
    assertEquals(new PushOutcome.Rejected("INVALID_ARGUMENT"), gateway.send(MESSAGE));
  }

  @Test
  void unregistered() throws Exception {
    fcm.setFault(FcmFault.UNREGISTERED);
    assertEquals(new PushOutcome.Unregistered(), gateway.send(MESSAGE));
  }

  @Test
  void exception() {
    fcm.setFault(FcmFault.CUT);
    PushTransportException trouble = assertThrows(PushTransportException.class, () -> gateway.send(MESSAGE));
    assertFalse(trouble.getMessage().contains(TOKEN), trouble.getMessage());
    assertEquals(1, fcm.pushes().size());
  }
}
