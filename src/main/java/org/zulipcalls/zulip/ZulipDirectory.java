package org.zulipcalls.zulip;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;

import org.apache.commons.text.similarity.LevenshteinDistance;
import org.jboss.logging.Logger;
import org.zulipcalls.call.Directory;
import org.zulipcalls.call.Requester;
import org.zulipcalls.call.User;
import org.zulipcalls.support.ApiException;
import org.zulipcalls.support.Background;
import org.zulipcalls.support.CallsConfig;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** Finds users by asking Zulip as the requester, who therefore learns no more than Zulip itself would show. */
@ApplicationScoped
class ZulipDirectory implements Directory {

  private static final Logger LOG = Logger.getLogger(ZulipDirectory.class);
  private static final int BAD_REQUEST = 400;
  private static final int MOST_SUGGESTIONS = 5;
  /** Letters of an address: what comes after makes no difference to people, but to the time that it takes. */
  private static final int COMPARED = 64;

  private final ZulipClient zulip;
  private final CallsConfig config;
  private final CurrentCredential current;

  ZulipDirectory(ZulipClient zulip, CallsConfig config, CurrentCredential current) {
    this.zulip = zulip;
    this.config = config;
    this.current = current;
  }

  @Override
  public Uni<User> recipient(Requester requester, long userId) {
    return current.get()
        .chain(credential -> find(credential, Long.toString(userId))
            .onItem()
            .ifNull()
            .switchTo(() -> notFound(requester, credential, List.of(Long.toString(userId)))))
        .map(user -> callable(user, requester));
  }

  @Override
  public Uni<User> recipient(Requester requester, String email) {
    List<String> spellings = config.zulip()
        .emailDomainAliases()
        .map(aliases -> aliases.spellings(email))
        .orElse(List.of(email));
    return current.get()
        .chain(credential -> firstOf(credential, spellings, 0)
            .onItem()
            .ifNull()
            .switchTo(() -> notFound(requester, credential, spellings)))
        .map(user -> callable(user, requester));
  }

  private Uni<ZulipUser> firstOf(Credential credential, List<String> spellings, int index) {
    if (index == spellings.size()) {
      return Uni.createFrom().nullItem();
    }
    return find(credential, encode(spellings.get(index)))
        .invoke(user -> {
          if (user != null && index > 0) {
            LOG.infof("Found user with alternative email: '%s' instead of '%s'", spellings.get(index),
                spellings.get(0));
          }
        })
        .onItem()
        .ifNull()
        .switchTo(() -> firstOf(credential, spellings, index + 1));
  }

  /** Null where Zulip knows no such user, or none that the requester may see: it answers both with 400. */
  private Uni<ZulipUser> find(Credential credential, String idOrEmail) {
    return zulip.get(credential, "/users/" + idOrEmail + "?client_gravatar=false")
        .map(body -> ZulipUser.of(body.getValue("user")))
        .onFailure(failure -> failure instanceof ZulipRefusal refusal && refusal.status() == BAD_REQUEST)
        .recoverWithNull();
  }

  private static User callable(ZulipUser user, Requester requester) {
    if (!user.active()) {
      throw ApiException.badRequest("Cannot call a deactivated user");
    }
    if (user.bot()) {
      throw ApiException.badRequest("Cannot call a bot");
    }
    return user.shown(user.visibleEmail(), requester.realm());
  }

  private Uni<ZulipUser> notFound(Requester requester, Credential credential, List<String> tried) {
    LOG.errorf("User not found after trying: %s, realm='%s'", list(tried), requester.realm());
    return Background.here(zulip.list(credential, "/users?client_gravatar=false")
        .map(body -> suggestions(body, requester, tried.get(0))))
        // There is no such user, whether or not Zulip tells us of others.
        .onFailure(ApiException.class)
        .recoverWithItem(List.of())
        .chain(available -> Uni.createFrom()
            .failure(new ApiException(404, "RECIPIENT_NOT_FOUND",
                "Recipient not found. Tried: " + list(tried) + ". Available: " + list(available))));
  }

  /** The addresses of people whom the requester could call, those most like the one that was asked for first. */
  private static List<String> suggestions(JsonObject body, Requester requester, String wanted) {
    String target = comparable(wanted);
    if (!(body.getValue("members") instanceof JsonArray members)) {
      throw ZulipClient.unavailable("a list of users without members");
    }
    return members.stream()
        .filter(ZulipDirectory::isAccessible)
        .map(ZulipUser::of)
        .filter(user -> user.active() && !user.bot() && user.userId() != requester.userId())
        .map(ZulipUser::visibleEmail)
        .map(email -> new Suggestion(email, LevenshteinDistance.getDefaultInstance().apply(target, comparable(email))))
        .sorted(Comparator.comparing(Suggestion::distance).thenComparing(Suggestion::email))
        .limit(MOST_SUGGESTIONS)
        .map(Suggestion::email)
        .toList();
  }

  private record Suggestion(String email, int distance) {}

  private static String comparable(String email) {
    return email.substring(0, Math.min(email.length(), COMPARED)).toLowerCase(Locale.ROOT);
  }

  /** Whom a limited guest cannot access stands in the list as "Unknown user", who joined at the epoch. */
  private static boolean isAccessible(Object member) {
    return member instanceof JsonObject row && !String.valueOf(row.getValue("date_joined")).startsWith("1970-01-01");
  }

  private static String list(List<String> items) {
    return items.stream().map(item -> "'" + item + "'").collect(Collectors.joining(", ", "[", "]"));
  }

  private static String encode(String email) {
    return URLEncoder.encode(email, StandardCharsets.UTF_8).replace("+", "%20").replace("%40", "@");
  }
}
