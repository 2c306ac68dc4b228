package org.zulipcalls.push;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
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
  private final FcmTransport transport;
  private final FcmAccess access;
  private final FirebaseApp app;

  FcmGateway(CallsConfig config, InstantSource clock) {
    this.clock = clock;
    transport = new FcmTransport(config.push().fcm().endpoint(), FcmTransport.PATIENCE, clock);
    ServiceAccountCredentials account = config.push()
        .fcm()
        .credentialsFile()
        .map(file -> read(file, transport))
        .orElse(null);
    access = account == null ? null : new FcmAccess(account);
    app = account == null
        ? null
        : FirebaseApp.initializeApp(FirebaseOptions.builder()
            .setCredentials(access)
            .setProjectId(account.getProjectId())
            .setHttpTransport(transport)
            .build(), "zulip-calls " + UUID.randomUUID());
  }

  private static ServiceAccountCredentials read(Path file, FcmTransport transport) {
    try {
      return FcmCredentials.read(file, transport);
    } catch (IOException unfit) {
      throw new UncheckedIOException(unfit);
    }
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
  public void prepare() throws PushTransportException {
    try {
      FirebaseMessaging.getInstance(app);
      access.refreshIfExpired();
    } catch (IOException refused) {
      throw new PushTransportException(refused.getClass().getSimpleName(), refused);
    }
  }

  @Override
  public PushOutcome send(PushMessage message) throws PushTransportException {
    try {
      transport.inTime(() -> FirebaseMessaging.getInstance(app).send(FcmMessages.of(message)));
      return new PushOutcome.Sent();
    } catch (FirebaseMessagingException refusal) {
      return FcmRefusals.read(refusal, clock.instant());
    } catch (RuntimeException unreadable) {
      // firebase-admin throws such at an answer in which it knows no error, since it takes Google's words for an enum.
      throw new PushTransportException(unreadable.getClass().getSimpleName(), unreadable);
    }
  }
}
