package org.zulipcalls.push;

import com.google.firebase.messaging.AndroidConfig;
import com.google.firebase.messaging.AndroidFcmOptions;
import com.google.firebase.messaging.AndroidNotification;
import com.google.firebase.messaging.ApnsConfig;
import com.google.firebase.messaging.ApnsFcmOptions;
import com.google.firebase.messaging.ApsAlert;
import com.google.firebase.messaging.FcmOptions;
import com.google.firebase.messaging.LightSettings;
import com.google.firebase.messaging.Message;
import com.google.firebase.messaging.Notification;
import com.google.firebase.messaging.WebpushConfig;
import com.google.firebase.messaging.WebpushFcmOptions;
import com.google.firebase.messaging.WebpushNotification;
import com.google.firebase.messaging.internal.MessagingServiceErrorResponse;
import com.google.firebase.messaging.internal.MessagingServiceResponse;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * For the native executable: Google's JSON library reads and writes the fields of what firebase-admin sends and is
 * answered by reflection, and firebase-admin tells the compiler nothing of it. A message's empty parts are looked at too.
 */
@RegisterForReflection(targets = {Message.class, Notification.class, FcmOptions.class, AndroidConfig.class,
    AndroidFcmOptions.class, AndroidNotification.class, LightSettings.class, ApnsConfig.class, ApnsFcmOptions.class,
    ApsAlert.class, WebpushConfig.class, WebpushFcmOptions.class, WebpushNotification.class,
    MessagingServiceResponse.class, MessagingServiceErrorResponse.class}, classNames = {
        "com.google.firebase.internal.AbstractPlatformErrorHandler$PlatformError",
        "com.google.firebase.internal.AbstractPlatformErrorHandler$PlatformErrorResponse"})
final class FcmReflection {

  private FcmReflection() {
  }
}
