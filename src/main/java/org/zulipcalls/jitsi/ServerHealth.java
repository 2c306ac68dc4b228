package org.zulipcalls.jitsi;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;

import io.smallrye.health.api.Wellness;

/** Says at the management port which Jitsi servers answer. Always up: without Jitsi we are of use all the same. */
@Wellness
@ApplicationScoped
class ServerHealth implements HealthCheck {

  private final ServerWatch watch;

  ServerHealth(ServerWatch watch) {
    this.watch = watch;
  }

  @Override
  public HealthCheckResponse call() {
    HealthCheckResponseBuilder answer = HealthCheckResponse.named("Jitsi servers in use").up();
    watch.findings().forEach((server, finding) -> answer.withData(server, finding.text()));
    return answer.build();
  }
}
