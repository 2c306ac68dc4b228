package org.zulipcalls.feed;

import java.util.Optional;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import org.jboss.resteasy.reactive.RestHeader;
import org.jboss.resteasy.reactive.RestMulti;
import org.jboss.resteasy.reactive.RestPath;
import org.zulipcalls.support.Parameters;

import io.vertx.ext.web.RoutingContext;

/** Live events for a call's page without a session: of that call alone, with the page's cookie. */
@Path("/calls/embed/{call_id}/api/events")
public class PageFeedResource {

  private final Subscriptions subscriptions;
  private final Parameters parameters;

  PageFeedResource(Subscriptions subscriptions, Parameters parameters) {
    this.subscriptions = subscriptions;
    this.parameters = parameters;
  }

  /** A stream as that of the API, from {@code Last-Event-ID} on where a browser comes back with it. */
  @GET
  @Produces(MediaType.TEXT_PLAIN)
  public RestMulti<String> events(@RestPath("call_id") String callId, @RestHeader("Last-Event-ID") String header,
      RoutingContext request) {
    Optional<Long> after = FeedResource.lastEventId(header);
    return FeedResource.asStream(subscriptions.streamOfPage(request, after, callId),
        FeedResource.isAliveWanted(parameters));
  }
}
