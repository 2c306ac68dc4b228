package org.zulipcalls.push;

import com.google.firebase.messaging.AndroidConfig;
import com.google.firebase.messaging.ApnsConfig;
import com.google.firebase.messaging.Aps;
import com.google.firebase.messaging.ApsAlert;
import com.google.firebase.messaging.Message;

/**
 * A push in the form of FCM HTTP v1: for Android data alone, so that the app itself rings; for iOS through APNs also an
 * alert, so that an app in the background shows something.
 */
final class FcmMessages {

  private static final String AT_ONCE = "10";

  // Deprecated in favour of Firebase installation ids, which the apps out there do not send.
  @SuppressWarnings("deprecation")
  static Message of(PushMessage message) {
    return Message.builder()
        .setToken(message.token())
        .putAllData(message.data())
        .setAndroidConfig(android(message))
        .setApnsConfig(apns(message))
        .build();
  }

  private static AndroidConfig android(PushMessage message) {
    return AndroidConfig.builder()
        .setPriority(AndroidConfig.Priority.HIGH)
        .setTtl(message.timeToLive().toMillis())
        .setCollapseKey(message.collapseKey())
        .build();
  }

  private static ApnsConfig apns(PushMessage message) {
    Aps.Builder aps = Aps.builder()
        .setAlert(ApsAlert.builder().setTitle(message.title()).setBody(message.body()).build())
        .setThreadId(message.collapseKey())
        .setContentAvailable(true);
    if (message.rings()) {
      aps.setSound("default");
    }
    return ApnsConfig.builder()
        .putHeader("apns-priority", AT_ONCE)
        .putHeader("apns-expiration", Long.toString(message.expiresAt().getEpochSecond()))
        .putHeader("apns-collapse-id", message.collapseKey())
        .setAps(aps.build())
        .build();
  }

  private FcmMessages() {
  }
}
