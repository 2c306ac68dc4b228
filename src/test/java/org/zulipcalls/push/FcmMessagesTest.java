package org.zulipcalls.push;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.ObjectMapper;

/** A push on the wire (https://firebase.google.com/docs/reference/fcm/rest/v1/projects.messages). */
class FcmMessagesTest extends FcmTestBase {

  @Test
  void aMessageIsDataForAndroidAndAnAlertForIos() throws Exception {
    gateway.send(MESSAGE);
    assertEquals(new ObjectMapper().readTree("""
        {"token": "a-token-that-nobody-may-see",
         "data": {"type": "call_invitation", "call_url": "https://meet.example/secret-room"},
         "android": {"priority": "high", "ttl": "44.250000000s",
                     "collapse_key": "01a203da-0000-7000-8000-000000000001"},
         "apns": {"headers": {"apns-priority": "10", "apns-expiration": "1795348845",
                              "apns-collapse-id": "01a203da-0000-7000-8000-000000000001"},
                  "payload": {"aps": {"alert": {"title": "Hamlet", "body": "Incoming video call"},
                                      "thread-id": "01a203da-0000-7000-8000-000000000001",
                                      "content-available": 1, "sound": "default"}}}}"""),
        fcm.pushes().get(0).message());
  }

  @Test
  void whatStopsARingMakesNoNoise() throws Exception {
    gateway.send(new PushMessage(TOKEN, "key", MESSAGE.data(), Duration.ofSeconds(10), EXPIRES, "Hamlet",
        "Missed video call", false));
    assertFalse(fcm.pushes().get(0).message().path("apns").path("payload").path("aps").has("sound"));
  }

  @Test
  void aMessageDoesNotPrintItsTokenOrItsLinks() {
    assertFalse(MESSAGE.toString().contains(TOKEN) || MESSAGE.toString().contains("meet.example"), MESSAGE.toString());
  }
}
