package org.zulipcalls.web;

import java.util.Optional;

import jakarta.inject.Singleton;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.zulipcalls.call.Call;
import org.zulipcalls.call.CallView;
import org.zulipcalls.call.CallViews;
import org.zulipcalls.call.Requester;
import org.zulipcalls.call.Rooms;
import org.zulipcalls.support.Answers;
import org.zulipcalls.support.ApiException;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.smallrye.mutiny.Uni;

/** Makes the page of a call, with all that it has to know at the start. */
@Singleton
class CallPage {

  private static final String HTML = MediaType.TEXT_HTML + "; charset=utf-8";

  private final CallViews views;
  private final Rooms rooms;
  private final Answers answers;
  private final Asset script = Asset.javaScript(Sources.pageScript());
  private final Asset styles = Asset.css(Sources.pageStyles());

  CallPage(CallViews views, Rooms rooms, Answers answers) {
    this.views = views;
    this.rooms = rooms;
    this.answers = answers;
  }

  Asset script() {
    return script;
  }

  Asset styles() {
    return styles;
  }

  /**
   * The page as its reader sees it.
   *
   * @param csrf the token with which the page may use the reader's session; without one it uses its own cookie
   */
  Uni<Response.ResponseBuilder> render(Call call, Requester reader, Optional<String> csrf) {
    CallView view = views.of(call, reader.userId());
    PageSecurity security = new PageSecurity().allow(call);
    ObjectNode facts = answers.fields()
        .put("user_id", reader.userId())
        .put("session", csrf.isPresent())
        .put("csrf", csrf.orElse(null))
        .put("api", csrf.isPresent() ? "/api/v1/calls/" + call.callId : PageCookie.path(call.callId) + "/api")
        .put("room_is_there", rooms.isThere(call))
        .put("room_fits", rooms.fitsIntoPage(call))
        .put("server_time", views.serverTime())
        .putPOJO("call", view);
    String title = view.otherUser().fullName();
    return PageTemplates.call(title, security.nonce(), styles.version(), script.version(), embeddable(facts))
        .createUni()
        .map(html -> security.guard(Response.ok(html).type(HTML)));
  }

  /** A page that says why one does not see the call. */
  Uni<Response> refusal(ApiException refusal) {
    PageSecurity security = new PageSecurity();
    return PageTemplates.refused(refusal.getMessage(), security.nonce(), styles.version()).createUni().map(html -> {
      Response.ResponseBuilder answer = security.guard(Response.status(refusal.status()).entity(html).type(HTML));
      refusal.headers().forEach(answer::header);
      return answer.build();
    });
  }

  /** JSON within a script element ends at the first "</", whatever it stands in. */
  private String embeddable(ObjectNode facts) {
    return answers.text(facts).replace("<", "\\u003c");
  }
}
