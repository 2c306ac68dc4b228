package org.zulipcalls.feed;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Startup;

/** Up once the feed knows where the log of calls ends: from then on it misses nothing. */
@Startup
class FeedStarted implements HealthCheck {

  private final Feed feed;

  FeedStarted(Feed feed) {
    this.feed = feed;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("The log of calls is followed")
        .status(!feed.isOn() || feed.position() >= 0)
        .build();
  }
}
