package org.zulipcalls.demo;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Set;

/**
 * A person or a bot of the stand-in. It is a value: {@link ZulipStandIn#update} puts a changed copy in its place.
 *
 * @param deliveryEmail the real address, the only one that authenticates
 * @param role          100 owner, 200 administrator, 300 moderator, 400 member, 600 guest
 * @param botType       null for a person; 1 generic, 2 incoming webhook, 3 outgoing webhook, 4 embedded
 * @param emailHidden   others see {@code user12@host} and no {@code delivery_email}
 * @param gravatar      the avatar is gravatar's, so {@code avatar_url} may be left to the client
 * @param sees          null for everybody; else the ids that a limited guest can access
 *                      ({@code realm_can_access_all_users_group})
 */
public record StandInUser(int userId, String deliveryEmail, String fullName, String apiKey, int role, Integer botType,
    boolean isActive, boolean emailHidden, boolean gravatar, Set<Integer> sees, StandInRealm realm) {
  private static final String KEY_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  private static final int KEY_LENGTH = 32;

  /** An ordinary member. The API key follows from the address, so that a line pasted from a log keeps working. */
  public static StandInUser member(int userId, String deliveryEmail, String fullName, StandInRealm realm) {
    return new StandInUser(userId, deliveryEmail, fullName, keyFor(deliveryEmail), 400, null, true, false, false, null,
        realm);
  }

  /** The part of the address before the @, by which tests and the demo's hosts name the user. */
  public String name() {
    return deliveryEmail.substring(0, deliveryEmail.indexOf('@'));
  }

  /** The display address, which Zulip calls {@code email}: a dummy when the real one is hidden. */
  public String email() {
    return emailHidden ? dummyEmail() : deliveryEmail;
  }

  String dummyEmail() {
    return "user" + userId + "@" + realm.emailDomain();
  }

  public boolean isBot() {
    return botType != null;
  }

  public boolean isAdmin() {
    return role <= 200;
  }

  /** The value of an {@code Authorization} header with which this user authenticates. */
  public String basic() {
    byte[] credentials = (deliveryEmail + ":" + apiKey).getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(credentials);
  }

  /** What {@code avatar_url} holds: root-relative for an uploaded picture, absolute for gravatar's. */
  public String avatarUrl() {
    if (gravatar) {
      return "https://secure.gravatar.com/avatar/" + hex("MD5", deliveryEmail) + "?d=identicon&version=1";
    }
    return "/user_avatars/" + realm.id() + "/" + hex("SHA-1", deliveryEmail) + ".svg?version=1";
  }

  /** Limited guests see themselves, bots, and whom they share a conversation with. */
  boolean canAccess(StandInUser other) {
    return sees == null || other.userId == userId || other.isBot() || sees.contains(other.userId);
  }

  public StandInUser withFullName(String changed) {
    return new StandInUser(userId, deliveryEmail, changed, apiKey, role, botType, isActive, emailHidden, gravatar, sees,
        realm);
  }

  /** The old address stops authenticating while the key stays valid, as after a change of address in Zulip. */
  public StandInUser withDeliveryEmail(String changed) {
    return new StandInUser(userId, changed, fullName, apiKey, role, botType, isActive, emailHidden, gravatar, sees,
        realm);
  }

  public StandInUser withApiKey(String changed) {
    return new StandInUser(userId, deliveryEmail, fullName, changed, role, botType, isActive, emailHidden, gravatar,
        sees, realm);
  }

  public StandInUser withRole(int changed) {
    return new StandInUser(userId, deliveryEmail, fullName, apiKey, changed, botType, isActive, emailHidden, gravatar,
        sees, realm);
  }

  public StandInUser withBotType(Integer changed) {
    return new StandInUser(userId, deliveryEmail, fullName, apiKey, role, changed, isActive, emailHidden, gravatar,
        sees, realm);
  }

  public StandInUser withActive(boolean changed) {
    return new StandInUser(userId, deliveryEmail, fullName, apiKey, role, botType, changed, emailHidden, gravatar, sees,
        realm);
  }

  public StandInUser withEmailHidden(boolean changed) {
    return new StandInUser(userId, deliveryEmail, fullName, apiKey, role, botType, isActive, changed, gravatar, sees,
        realm);
  }

  public StandInUser withGravatar(boolean changed) {
    return new StandInUser(userId, deliveryEmail, fullName, apiKey, role, botType, isActive, emailHidden, changed, sees,
        realm);
  }

  public StandInUser withSees(Set<Integer> changed) {
    return new StandInUser(userId, deliveryEmail, fullName, apiKey, role, botType, isActive, emailHidden, gravatar,
        changed, realm);
  }

  /** Never the key: users end up in assertion messages and logs. */
  @Override
  public String toString() {
    return deliveryEmail + " (" + userId + ")";
  }

  private static String keyFor(String email) {
    byte[] digest = digest("SHA-256", "stand-in key of " + email);
    StringBuilder key = new StringBuilder();
    for (int i = 0; i < KEY_LENGTH; i++) {
      key.append(KEY_ALPHABET.charAt(Byte.toUnsignedInt(digest[i]) % KEY_ALPHABET.length()));
    }
    return key.toString();
  }

  private static String hex(String algorithm, String text) {
    return HexFormat.of().formatHex(digest(algorithm, text));
  }

  private static byte[] digest(String algorithm, String text) {
    try {
      return MessageDigest.getInstance(algorithm).digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
