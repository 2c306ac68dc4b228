package org.zulipcalls.zulip;

import java.util.Map;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;
import org.zulipcalls.call.Call;
import org.zulipcalls.call.CallType;
import org.zulipcalls.call.Invitations;
import org.zulipcalls.call.Requester;
import org.zulipcalls.call.User;
import org.zulipcalls.support.ApiException;
import org.zulipcalls.support.Background;
import org.zulipcalls.support.CallsConfig;

import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;

/** Sends the invitation as the caller's own direct message, so that Zulip decides whether they may, and who is told how. */
@ApplicationScoped
class ZulipInvitations implements Invitations {

  private static final Logger LOG = Logger.getLogger(ZulipInvitations.class);
  /** Zulip's answer to whoever may not write to somebody (zerver/lib/exceptions.py, JsonableError). */
  private static final int BAD_REQUEST = 400;

  private final ZulipClient zulip;
  private final CurrentCredential current;
  private final Background background;
  private final boolean sent;
  private final String text;

  ZulipInvitations(ZulipClient zulip, CurrentCredential current, Background background, CallsConfig config) {
    this.zulip = zulip;
    this.current = current;
    this.background = background;
    sent = config.zulip().inviteMessage();
    text = config.zulip().inviteText();
  }

  @Override
  public boolean areSent() {
    return sent;
  }

  @Override
  public Uni<Long> send(Requester requester, User recipient, CallType type, UUID callId) {
    String url = requester.realm() + "/calls/embed/" + callId;
    String content = text.replace("{type}", EndText.spoken(type)).replace("{url}", url);
    Map<String, String> message = Map.of("type", "direct", "to", "[" + recipient.userId() + "]", "content", content);
    return current.get()
        .chain(credential -> zulip.send(HttpMethod.POST, credential, "/messages", message))
        .map(ZulipInvitations::messageId)
        .onFailure(failure -> !forbids(failure))
        .recoverWithItem(failure -> {
          // The call goes on: a ring without a message beats no ring.
          LOG.warnf("Could not send the invitation to call %s: %s", callId, failure.getMessage());
          return null;
        })
        .onFailure(failure -> failure instanceof ZulipRefusal refusal && !refusal.isOfRequester())
        .transform(refusal -> new ApiException(403, "DIRECT_MESSAGE_NOT_PERMITTED", refusal.getMessage()));
  }

  /** Zulip answers 400 where the initiator may not write to the recipient. */
  private static boolean forbids(Throwable failure) {
    return failure instanceof ZulipRefusal refusal && (refusal.status() == BAD_REQUEST || refusal.isOfRequester());
  }

  private static Long messageId(JsonObject answer) {
    return answer.getValue("id") instanceof Number id ? id.longValue() : null;
  }

  @Override
  public void settle(Requester requester, Call ended) {
    if (!sent || ended.inviteMessageId == null) {
      return;
    }
    String path = "/messages/" + ended.inviteMessageId;
    Map<String, String> edit = Map.of("content", EndText.of(ended.callType, ended.state, ended.duration()));
    current.get()
        .subscribe()
        .with(credential -> background.run(() -> zulip.send(HttpMethod.PATCH, credential, path, edit),
            edited -> LOG.debugf("The invitation to call %s tells how it ended", ended.callId),
            refused -> LOG.debugf("Zulip does not let us edit the invitation to call %s: %s", ended.callId,
                refused.getMessage())));
  }
}
