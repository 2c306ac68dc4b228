package org.zulipcalls.push;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.UUID;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;

import org.zulipcalls.support.CallsConfig;

import com.google.auth.oauth2.ServiceAccountCredentials;
import com.google.firebase.FirebaseApp;
import com.google.firebase.FirebaseOptions;
import com.google.firebase.messaging.FirebaseMessaging;
import com.google.firebase.messaging.FirebaseMessagingException;

/** Firebase Cloud Messaging, HTTP v1, through firebase-admin. Off without credentials. */
@ApplicationScoped
class FcmGateway implements PushGateway {

  private final InstantSource clock;
  private final FirebaseApp app;

  FcmGateway(CallsConfig config, InstantSource clock) {
    this.clock = clock;
    app = config.push().fcm().credentialsFile().map(file -> {
      FcmTransport transport = new FcmTransport(config.push().fcm().endpoint());
      try {
        ServiceAccountCredentials account = FcmCredentials.read(file, transport);
        FirebaseOptions options = FirebaseOptions.builder()
            .setCredentials(account)
            .setProjectId(account.getProjectId())
            .setHttpTransport(transport)
            .build();
        return FirebaseApp.initializeApp(options, "zulip-calls " + UUID.randomUUID());
      } catch (IOException unfit) {
        throw new UncheckedIOException(unfit);
      }
    }).orElse(null);
  }

  @PreDestroy
  void close() {
    if (app != null) {
      app.delete();
    }
  }

  @Override
  public String kind() {
    return "fcm";
  }

  @Override
  public boolean isOn() {
    return app != null;
  }

  @Override
  public PushOutcome send(PushMessage message) throws PushTransportException {
    try {
      FirebaseMessaging.getInstance(app).send(FcmMessages.of(message));
      return new PushOutcome.Sent();
    } catch (FirebaseMessagingException refusal) {
      return FcmRefusals.read(refusal, clock.instant());
    } catch (RuntimeException unreadable) {
      // firebase-admin throws such at an answer in which it knows no error, since it takes Google's words for an enum.
      throw new PushTransportException(unreadable.getClass().getSimpleName(), unreadable);
    }
  }
}
