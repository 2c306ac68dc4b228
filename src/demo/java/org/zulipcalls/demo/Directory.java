package org.zulipcalls.demo;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The realms and the users of all realms; ids are unique in the whole server, as in Zulip's one table of users. */
final class Directory {
  private static final String EXTERNAL_HOST = "zulip.localhost";
  /** {@code ROOT_SUBDOMAIN_ALIASES}, and for the demo one host per person, as {@code REALM_HOSTS} would give. */
  private static final Set<String> ROOT_ALIASES = Set.of("www", "hamlet", "othello", "iago");
  private static final Pattern DUMMY_EMAIL = Pattern.compile("user(\\d{1,9})@(.+)");

  private final Map<String, StandInRealm> realms = new ConcurrentHashMap<>();
  private final Map<Integer, StandInUser> users = new ConcurrentHashMap<>();
  private final Map<String, Integer> idsByApiKey = new ConcurrentHashMap<>();

  StandInRealm addRealm(StandInRealm realm) {
    realms.put(realm.subdomain(), realm);
    return realm;
  }

  StandInRealm realm(String subdomain) {
    return Optional.ofNullable(realms.get(subdomain)).orElseThrow();
  }

  /** The rule of {@code zerver/lib/subdomains.py}: a host that is no subdomain is the root realm's. */
  Optional<StandInRealm> realmByHost(String hostHeader) {
    return Optional.ofNullable(realms.get(subdomain(hostHeader)));
  }

  static String subdomain(String hostHeader) {
    String host = hostHeader == null ? "" : hostHeader.toLowerCase(Locale.ROOT).replaceFirst(":\\d+$", "");
    if (!host.endsWith("." + EXTERNAL_HOST)) {
      return "";
    }
    String subdomain = host.substring(0, host.length() - EXTERNAL_HOST.length() - 1);
    return ROOT_ALIASES.contains(subdomain) ? "" : subdomain;
  }

  /** Where the realms are to be found once the port is known. */
  void locate(int port) {
    realms.forEach((subdomain, realm) -> realm
        .setUrl("http://" + (subdomain.isEmpty() ? "" : subdomain + ".") + EXTERNAL_HOST + ":" + port));
  }

  StandInUser add(StandInUser user) {
    users.put(user.userId(), user);
    idsByApiKey.put(user.apiKey(), user.userId());
    return user;
  }

  int freeId() {
    return Math.max(100, users.keySet().stream().max(Comparator.naturalOrder()).orElse(0) + 1);
  }

  StandInUser update(String name, UnaryOperator<StandInUser> change) {
    return add(change.apply(named(name)));
  }

  StandInUser named(String name) {
    return users.values()
        .stream()
        .filter(user -> user.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("Nobody here is called " + name));
  }

  Optional<StandInUser> byId(int userId) {
    return Optional.ofNullable(users.get(userId));
  }

  Optional<StandInUser> byIdIn(StandInRealm realm, int userId) {
    return byId(userId).filter(user -> user.realm() == realm);
  }

  /** The key alone finds the user, across all realms ({@code access_user_by_api_key}). */
  Optional<StandInUser> byApiKey(String apiKey) {
    return Optional.ofNullable(idsByApiKey.get(apiKey)).map(users::get).filter(user -> user.apiKey().equals(apiKey));
  }

  /** By real address, if the asking user may see it, or by {@code user12@host}. */
  Optional<StandInUser> byEmail(StandInUser asking, String email) {
    Matcher dummy = DUMMY_EMAIL.matcher(email);
    if (dummy.matches() && dummy.group(2).equalsIgnoreCase(asking.realm().emailDomain())) {
      return byIdIn(asking.realm(), Integer.parseInt(dummy.group(1)));
    }
    Predicate<StandInUser> visible = user -> !user.emailHidden() || user.userId() == asking.userId();
    return in(asking.realm()).filter(user -> user.deliveryEmail().equalsIgnoreCase(email)).filter(visible).findFirst();
  }

  List<StandInUser> membersOf(StandInRealm realm) {
    return in(realm).toList();
  }

  List<StandInUser> everybody() {
    return List.copyOf(users.values());
  }

  private Stream<StandInUser> in(StandInRealm realm) {
    return users.values()
        .stream()
        .filter(user -> user.realm() == realm)
        .sorted(Comparator.comparingInt(StandInUser::userId));
  }
}
