package org.zulipcalls.web;

import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;

import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.server.Cancellable;
import org.zulipcalls.call.Call;
import org.zulipcalls.call.CallAccess;
import org.zulipcalls.call.CurrentRequester;
import org.zulipcalls.support.Answers;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;

/** Links to a call's page for a browser in which nobody is logged in: Zulip's desktop app opens windows in such a one. */
@Authenticated
@Cancellable(false)
@Path("/api/v1/calls/{call_id}/page-link")
public class PageLinkResource {

  private final CallAccess access;
  private final CurrentRequester identity;
  private final PageTokens tokens;
  private final Answers answers;

  PageLinkResource(CallAccess access, CurrentRequester identity, PageTokens tokens, Answers answers) {
    this.access = access;
    this.identity = identity;
    this.tokens = tokens;
    this.answers = answers;
  }

  /** A link that says who one is, once, within {@code expires_in} seconds. */
  @POST
  public Uni<ObjectNode> link(@RestPath("call_id") String callId) {
    return identity.requester()
        .chain(requester -> access.find(callId, requester, "view")
            .chain(call -> tokens.newLink(call.callId, requester.userId()).map(token -> answer(call, token))));
  }

  private ObjectNode answer(Call call, String token) {
    return answers.success()
        .put("url", PageCookie.path(call.callId) + "?token=" + token)
        .put("expires_in", PageTokens.LINK.toSeconds());
  }
}
