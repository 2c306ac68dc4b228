package org.zulipcalls.zulip;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Whether Zulip answered when it was last asked. It is shown and never makes us unready: without Zulip every replica
 * would be, and nobody could be told why.
 */
@Readiness
class ZulipHealth implements HealthCheck {

  private final ZulipWatch watch;

  ZulipHealth(ZulipWatch watch) {
    this.watch = watch;
  }

  @Override
  public HealthCheckResponse call() {
    HealthCheckResponseBuilder shown = HealthCheckResponse.named("Zulip").up();
    watch.last()
        .ifPresent(last -> shown.withData("reachable", last.reachable()).withData("asked_at", last.at().toString()));
    return shown.build();
  }
}
