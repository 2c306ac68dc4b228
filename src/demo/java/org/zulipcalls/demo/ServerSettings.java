package org.zulipcalls.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.vertx.ext.web.RoutingContext;

/** {@code GET /api/v1/server_settings} ({@code zerver/views/auth.py}): for everybody, about the realm of the host. */
final class ServerSettings {
  static final String VERSION = "12.1";
  static final int FEATURE_LEVEL = 478;

  private final Directory directory;

  ServerSettings(Directory directory) {
    this.directory = directory;
  }

  void handle(RoutingContext context) {
    ObjectNode answer = Json.object()
        .put("result", "success")
        .put("msg", "")
        .put("zulip_version", VERSION)
        .put("zulip_merge_base", VERSION)
        .put("zulip_feature_level", FEATURE_LEVEL)
        .put("push_notifications_enabled", false)
        .put("is_incompatible", false)
        .put("email_auth_enabled", true)
        .put("require_email_format_usernames", true);
    answer.set("authentication_methods", Json.object().put("password", true).put("email", true));
    directory.realmByHost(context.request().getHeader("Host"))
        .ifPresentOrElse(realm -> describe(answer, realm),
            () -> putUrl(answer, directory.realm("")));
    RestDispatch.write(context.response(), 200, answer);
  }

  private static void describe(ObjectNode answer, StandInRealm realm) {
    putUrl(answer, realm);
    answer.put("realm_name", realm.name())
        .put("realm_icon", "/user_avatars/" + realm.id() + "/realm/icon.png")
        .put("realm_description", "<p>A stand-in for Zulip.</p>")
        .put("realm_web_public_access_enabled", false);
  }

  private static void putUrl(ObjectNode answer, StandInRealm realm) {
    answer.put("realm_url", realm.url()).put("realm_uri", realm.url());
  }
}
