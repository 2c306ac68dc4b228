package org.zulipcalls.web;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;

import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.server.Cancellable;
import org.zulipcalls.call.Call;
import org.zulipcalls.call.CallAccess;
import org.zulipcalls.call.CurrentRequester;
import org.zulipcalls.call.Requester;
import org.zulipcalls.support.ApiException;
import org.zulipcalls.support.Origin;
import org.zulipcalls.support.Parameters;
import org.zulipcalls.zulip.CsrfToken;

import io.quarkus.security.identity.CurrentIdentityAssociation;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;

/** The page of a call, for its two users: by Zulip's session, or by a link with a token. */
@Cancellable(false)
@Path("/calls/embed")
public class PageResource {

  private static final int UNAUTHORIZED = 401;
  private static final int LONGEST_ID = 64;

  private final CallPage page;
  private final CallAccess access;
  private final PageTokens tokens;
  private final Parameters parameters;
  private final CurrentIdentityAssociation identity;
  private final HttpServerRequest request;
  private final Origin origin;

  PageResource(CallPage page, CallAccess access, PageTokens tokens, Parameters parameters,
      CurrentIdentityAssociation identity, HttpServerRequest request, Origin origin) {
    this.page = page;
    this.access = access;
    this.tokens = tokens;
    this.parameters = parameters;
    this.identity = identity;
    this.request = request;
    this.origin = origin;
  }

  @GET
  @Path("/page.js")
  public Response script(@Context Request conditions) {
    return page.script().answer(conditions);
  }

  @GET
  @Path("/page.css")
  public Response styles(@Context Request conditions) {
    return page.styles().answer(conditions);
  }

  /** The page; without a session 302 to Zulip's login, which comes back here. */
  @GET
  @Path("/{call_id}")
  public Uni<Response> page(@RestPath("call_id") String callId) {
    Optional<UUID> id = PageCookie.callOf(request);
    Optional<String> token = parameters.find("token");
    if (id.isPresent() && token.isPresent()) {
      return exchange(token.get(), id.get());
    }
    return identity.getDeferredIdentity()
        .chain(confirmed -> confirmed.isAnonymous() ? login(callId) : show(callId, confirmed))
        .onFailure(ApiException.class)
        .recoverWithUni(refusal -> refused(refusal, callId));
  }

  /**
   * Whatever becomes of the token, it leaves the address bar: the page itself then says whether one may come in. Who may already
   * stays who they are; the link may be another's, who wants to be taken for.
   */
  private Uni<Response> exchange(String token, UUID callId) {
    return mayView(callId).chain(already -> already ? Uni.createFrom().nullItem() : tokens.exchange(token, callId))
        .map(cookie -> {
          Response.ResponseBuilder answer = Response.status(Response.Status.FOUND)
              .header("Location", PageCookie.path(callId));
          return cookie == null
              ? answer.build()
              : answer.cookie(PageCookie.of(cookie, callId, tokens.pageLife(), origin.isTls(request))).build();
        });
  }

  private Uni<Boolean> mayView(UUID callId) {
    return identity.getDeferredIdentity()
        .chain(confirmed -> confirmed.isAnonymous()
            ? Uni.createFrom().item(false)
            : access.find(callId.toString(), (Requester) confirmed.getPrincipal(), "view").map(call -> true))
        .onFailure(ApiException.class)
        .recoverWithItem(false);
  }

  private Uni<Response> show(String callId, SecurityIdentity confirmed) {
    Requester requester = (Requester) confirmed.getPrincipal();
    return access.find(callId, requester, "view").chain(call -> {
      if (confirmed.getAttribute(CurrentRequester.ONE_CALL) != null) {
        return page.render(call, requester, Optional.empty()).map(Response.ResponseBuilder::build);
      }
      Optional<String> csrf = CsrfToken.forPage(request);
      return csrf.isPresent()
          ? page.render(call, requester, csrf).map(Response.ResponseBuilder::build)
          : showWithCookie(call, requester);
    });
  }

  /** A session without Zulip's CSRF cookie could change nothing; the page's own cookie can. */
  private Uni<Response> showWithCookie(Call call, Requester requester) {
    return tokens.newPage(call.callId, requester.userId())
        .chain(token -> page.render(call, requester, Optional.empty())
            .map(answer -> answer.cookie(PageCookie.of(token, call.callId, tokens.pageLife(), origin.isTls(request)))
                .build()));
  }

  private Uni<Response> refused(ApiException refusal, String callId) {
    return refusal.status() == UNAUTHORIZED ? login(callId) : page.refusal(refusal);
  }

  private static Uni<Response> login(String callId) {
    // A longer one is no call's either, and a header has its bounds.
    String id = callId.substring(0, Math.min(callId.length(), LONGEST_ID));
    // Once for the path that Zulip leads back to, once for the query that it is a part of.
    String login = "/login/?next=/calls/embed/" + encode(encode(id));
    // As it stands: RESTEasy would make a whole address of it, with the scheme by which nginx comes.
    return Uni.createFrom().item(Response.status(Response.Status.FOUND).header("Location", login).build());
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
