package org.zulipcalls.push;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.zulipcalls.testing.FcmFault;

/** What FCM and Google's token endpoint refuse, and that we ask them once. */
class FcmRefusalsTest extends FcmTestBase {

  private PushOutcome send(FcmFault fault) throws PushTransportException {
    fcm.setFault(fault);
    return gateway.send(MESSAGE);
  }

  @Test
  void aQuotaTellsHowLongToWait() throws Exception {
    assertEquals(new PushOutcome.Quota(Duration.ofSeconds(1)), send(FcmFault.QUOTA));
    assertEquals(new PushOutcome.Quota(Duration.ofSeconds(60)), send(FcmFault.QUOTA_FOR_LONG));
  }

  @Test
  void aTimeToComeBackMayBeADate() throws Exception {
    fcm.setRetryAfter("Sun, 22 Nov 2026 12:00:06 GMT");
    assertEquals(new PushOutcome.Quota(Duration.ofMillis(4_750)), send(FcmFault.QUOTA));
    fcm.setRetryAfter("Sun, 22 Nov 2026 11:00:00 GMT");
    assertEquals(new PushOutcome.Quota(Duration.ZERO), send(FcmFault.QUOTA));
    fcm.setRetryAfter("soon");
    assertEquals(new PushOutcome.Quota(null), send(FcmFault.QUOTA));
  }

  @Test
  void unavailableIsAskedOnceAndAtOnce() throws Exception {
    long before = System.nanoTime();
    assertEquals(new PushOutcome.Unavailable(null), send(FcmFault.UNAVAILABLE));
    assertEquals(1, fcm.pushes().size());
    assertEquals(new PushOutcome.Unavailable(null), send(FcmFault.UNAVAILABLE_HTML));
    assertEquals(2, fcm.pushes().size());
    fcm.setRetryAfter("7");
    assertEquals(new PushOutcome.Unavailable(Duration.ofSeconds(7)), send(FcmFault.UNAVAILABLE));
    assertEquals(3, fcm.pushes().size());
    assertTrue(System.nanoTime() - before < Duration.ofSeconds(7).toNanos());
  }

  @Test
  void fcmDoesNotKnowUs() throws Exception {
    assertEquals(new PushOutcome.AuthRefused("PERMISSION_DENIED"), send(FcmFault.AUTH));
  }

  @Test
  void theTokenEndpointDoesNotKnowUs() throws Exception {
    fcm.setTokenStatus(400);
    assertEquals(new PushOutcome.AuthRefused("the token endpoint answers 400"), gateway.send(MESSAGE));
    assertEquals(0, fcm.pushes().size());
  }

  @Test
  void theTokenEndpointIsUnavailable() throws Exception {
    fcm.setTokenStatus(503);
    assertEquals(new PushOutcome.Unavailable(null), gateway.send(MESSAGE));
    assertEquals(1, fcm.tokenRequests());
  }

  @Test
  void anAnswerThatNobodyKnowsIsTrouble() {
    assertThrows(PushTransportException.class, () -> send(FcmFault.STRANGE));
  }

  @Test
  void nobodyListens() {
    fcm.close();
    assertThrows(PushTransportException.class, () -> gateway.send(MESSAGE));
  }

  @Test
  void aTokenThatIsFetchedAtTheStartIsUsed() throws Exception {
    gateway.prepare();
    assertEquals(1, fcm.tokenRequests());
    assertEquals(new PushOutcome.Sent(), gateway.send(MESSAGE));
    assertEquals(1, fcm.tokenRequests());
  }

  @Test
  void aStartWithoutATokenIsToldAndTriedAgain() throws Exception {
    fcm.setTokenStatus(400);
    assertThrows(PushTransportException.class, gateway::prepare);
    fcm.setTokenStatus(200);
    assertEquals(new PushOutcome.Sent(), gateway.send(MESSAGE));
  }

  @Test
  void aTokenForManyMessages() throws Exception {
    for (int i = 0; i < 5; i++) {
      assertEquals(new PushOutcome.Sent(), gateway.send(MESSAGE));
    }
    assertEquals(1, fcm.tokenRequests());
  }
}
