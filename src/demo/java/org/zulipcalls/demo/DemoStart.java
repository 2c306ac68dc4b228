package org.zulipcalls.demo;

import java.net.URI;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

import io.quarkus.arc.profile.IfBuildProfile;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;

/** Starts the demo's Zulip with the service, and says what to do with it. */
@ApplicationScoped
@IfBuildProfile("dev")
public class DemoStart {
  private static final Logger LOG = Logger.getLogger(DemoStart.class);

  private final int port;
  private final int servicePort;
  private ZulipStandIn standIn;

  DemoStart(@ConfigProperty(name = DemoConfig.PORT, defaultValue = DemoConfig.DEFAULT_PORT) int port,
      @ConfigProperty(name = "quarkus.http.port", defaultValue = "8080") int servicePort) {
    this.port = port;
    this.servicePort = servicePort;
  }

  void start(@Observes StartupEvent event) {
    try {
      standIn = ZulipStandIn.start(port);
    } catch (IllegalStateException e) {
      LOG.errorf("The demo's Zulip cannot listen on port %d (%s). Set DEMO_PORT to a free one.", port,
          e.getMessage());
      return;
    }
    standIn.openFrontDoor(URI.create("http://127.0.0.1:" + servicePort));
    standIn.say("hamlet", "othello", "Good morning! Shall we go through the plan for Venice?");
    standIn.say("othello", "hamlet", "With pleasure. Call me whenever you like.");
    LOG.info(DemoGreeting.text(standIn));
  }

  void stop(@Observes ShutdownEvent event) {
    if (standIn != null) {
      standIn.close();
    }
  }
}
