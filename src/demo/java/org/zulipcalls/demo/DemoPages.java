package org.zulipcalls.demo;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/**
 * The pages of the demo. A person's host logs that person in and shows an app page whose structure is that of Zulip's
 * web app ({@code templates/zerver/app/index.html}); {@code zulip.localhost} shows two such pages side by side.
 */
final class DemoPages {
  private static final Set<String> PEOPLE = Set.of("hamlet", "othello", "iago");
  private static final String STAGE_HOST = "zulip.localhost";
  private static final long TWO_WEEKS = 14L * 24 * 3600;
  private static final long ONE_YEAR = 365L * 24 * 3600;

  private final Directory directory;
  private final Sessions sessions;
  private final SessionAuth sessionAuth;
  private final RegisterEndpoints register;

  DemoPages(Directory directory, Sessions sessions, SessionAuth sessionAuth, RegisterEndpoints register) {
    this.directory = directory;
    this.sessions = sessions;
    this.sessionAuth = sessionAuth;
    this.register = register;
  }

  void mount(Router router) {
    router.get("/").handler(this::home);
    router.get("/en/").handler(this::home);
    router.get("/login/").handler(context -> Assets.page(context, "login.html", Map.of()));
    router.get("/room/:name").handler(context -> Assets.page(context, "room.html", Map.of()));
    router.get("/static/demo/*").handler(Assets::file);
  }

  private void home(RoutingContext context) {
    HttpServerRequest request = context.request();
    String hostHeader = Optional.ofNullable(request.getHeader("Host")).orElse("");
    String host = hostHeader.replaceFirst(":\\d+$", "");
    String port = hostHeader.substring(host.length());
    String person = host.endsWith("." + STAGE_HOST) ? host.substring(0, host.indexOf('.')) : "";
    if (PEOPLE.contains(person)) {
      app(context, directory.named(person));
    } else if (host.equals(STAGE_HOST)) {
      Assets.page(context, "stage.html", Map.of("HAMLET", "http://hamlet." + STAGE_HOST + port + "/", "OTHELLO",
          "http://othello." + STAGE_HOST + port + "/"));
    } else if (person.isEmpty()) {
      context.response().setStatusCode(302).putHeader("Location", "http://" + STAGE_HOST + port + "/").end();
    } else {
      Assets.page(context, "login.html", Map.of());
    }
  }

  private void app(RoutingContext context, StandInUser user) {
    HttpServerRequest request = context.request();
    if (sessionAuth.user(request).filter(user::equals).isEmpty()) {
      setCookie(context, "sessionid", sessions.open(user), TWO_WEEKS);
    }
    Cookie known = request.getCookie("csrftoken");
    String secret = known != null && CsrfTokens.malformation(known.getValue()).isEmpty()
        ? known.getValue()
        : CsrfTokens.newSecret();
    setCookie(context, "csrftoken", secret, ONE_YEAR);
    Assets.page(context, "zulip.html", Map.of("PAGE_PARAMS", pageParams(user).toString(), "CSRF_TOKEN",
        CsrfTokens.mask(CsrfTokens.unmask(secret)), "FULL_NAME", user.fullName(), "AVATAR", user.avatarUrl(), "REALM",
        user.realm().name()));
  }

  private static void setCookie(RoutingContext context, String name, String value, long seconds) {
    context.response()
        .addCookie(
            Cookie.cookie(name, value)
                .setPath("/")
                .setHttpOnly(true)
                .setSameSite(CookieSameSite.LAX)
                .setMaxAge(seconds));
  }

  /** {@code #page-params}: the same state as {@code POST /register}, and who is there. */
  private ObjectNode pageParams(StandInUser user) {
    ObjectNode state = Json.object()
        .put("user_id", user.userId())
        .put("delivery_email", user.deliveryEmail())
        .put("email", user.email())
        .put("full_name", user.fullName())
        .put("avatar_url", user.avatarUrl())
        .put("zulip_version", ServerSettings.VERSION)
        .put("zulip_feature_level", ServerSettings.FEATURE_LEVEL);
    register.addRealm(state, user.realm());
    state.set("muted_users", register.mutedBy(user));
    state.set("realm_users", Json.of(directory.membersOf(user.realm())
        .stream()
        .filter(StandInUser::isActive)
        .map(other -> UserRow.of(other, user, false))
        .toList()));
    return Json.object()
        .put("page_type", "home")
        .put("is_spectator", false)
        .put("development_environment", false)
        .set("state_data", state);
  }
}
