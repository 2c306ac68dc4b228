package org.zulipcalls.feed;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Startup;
import org.zulipcalls.support.CallsConfig;

/** Started is who knows where the log of calls ends, so that nothing that happens from now on is missed. */
@Startup
class FeedStarted implements HealthCheck {

  private final Feed feed;
  private final boolean enabled;

  FeedStarted(Feed feed, CallsConfig config) {
    this.feed = feed;
    enabled = config.feed().enabled();
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("The log of calls is followed").status(!enabled || feed.position() >= 0).build();
  }
}
