package org.zulipcalls.zulip;

import java.time.Duration;
import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;
import org.zulipcalls.call.JitsiServers;
import org.zulipcalls.call.Requester;
import org.zulipcalls.support.ApiException;
import org.zulipcalls.support.HttpUrl;
import org.zulipcalls.support.SingleFlight;

import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;

/**
 * Asks Zulip for the realm's settings as the requester. Zulip tells them only to whoever registers an event queue; ours wants
 * no messages, since a queue that does makes its user look online and holds back their notifications
 * (zulip-contract.md, section 9), and it is given up at once.
 */
@ApplicationScoped
class ZulipJitsiServers implements JitsiServers {

  private static final Logger LOG = Logger.getLogger(ZulipJitsiServers.class);
  private static final Duration KEPT = Duration.ofMinutes(5);
  private static final Map<String, String> REALM_SETTINGS = Map.of("event_types", "[\"realm\"]", "fetch_event_types",
      "[\"realm\"]");
  /** Zulip's number for "None" (zerver/models/realms.py, VIDEO_CHAT_PROVIDERS). */
  private static final int NO_PROVIDER = 0;
  private static final String NOT_TOLD = "";
  private static final String DISABLED = "disabled";

  private final ZulipClient zulip;
  private final CurrentCredential current;
  private final SingleFlight<String, String> byRealm = new SingleFlight<>(url -> KEPT);

  ZulipJitsiServers(ZulipClient zulip, CurrentCredential current) {
    this.zulip = zulip;
    this.current = current;
  }

  @Override
  public Uni<String> of(Requester requester) {
    return current.get()
        .chain(credential -> byRealm.get(requester.realm(), () -> ask(credential))
            // It may be somebody else whom Zulip has refused, who asked in the same moment.
            .onFailure(ZulipRefusal.class)
            .recoverWithUni(() -> ask(credential)))
        .onFailure(failure -> failure instanceof ZulipRefusal refusal && !refusal.isOfRequester())
        .recoverWithItem(refusal -> {
          LOG.warnf("Zulip does not tell the realm's Jitsi server: %s", refusal.getMessage());
          return NOT_TOLD;
        })
        .map(ZulipJitsiServers::usable);
  }

  private static String usable(String url) {
    if (url.equals(DISABLED)) {
      throw new ApiException(403, "CALLS_DISABLED", "Calls are switched off in this organization");
    }
    return url.equals(NOT_TOLD) ? null : url;
  }

  private Uni<String> ask(Credential credential) {
    return zulip.send(HttpMethod.POST, credential, "/register", REALM_SETTINGS)
        .call(settings -> giveUp(credential, settings))
        .map(ZulipJitsiServers::url);
  }

  private Uni<Void> giveUp(Credential credential, JsonObject settings) {
    if (!(settings.getValue("queue_id") instanceof String queue)) {
      return Uni.createFrom().voidItem();
    }
    return zulip.send(HttpMethod.DELETE, credential, "/events", Map.of("queue_id", queue))
        .onFailure()
        .recoverWithNull()
        .replaceWithVoid();
  }

  private static String url(JsonObject settings) {
    if (settings.getValue("realm_video_chat_provider") instanceof Number provider
        && provider.intValue() == NO_PROVIDER) {
      return DISABLED;
    }
    String ofRealm = safe(settings.getValue("realm_jitsi_server_url"));
    return ofRealm.equals(NOT_TOLD) ? safe(settings.getValue("server_jitsi_server_url")) : ofRealm;
  }

  /** Only https, or this machine itself: the links carry the way into a conversation. */
  private static String safe(Object setting) {
    if (!(setting instanceof String text)) {
      return NOT_TOLD;
    }
    try {
      HttpUrl url = HttpUrl.of(text);
      if (url.isTls() || url.isLoopback()) {
        return url.toString();
      }
    } catch (IllegalArgumentException malformed) {
      // falls through to the warning
    }
    LOG.warn("A Jitsi server that Zulip names is no https URL and is not used");
    return NOT_TOLD;
  }
}
