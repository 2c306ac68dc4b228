package org.zulipcalls.demo;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

import io.vertx.core.http.HttpServerRequest;

/**
 * {@code authenticated_rest_api_view} and what it calls ({@code zerver/decorator.py}). Whatever validation refuses is
 * 401 {@code UNAUTHORIZED} with its text; a failed attempt is not rate-limited.
 */
final class BasicAuth {
  private static final Pattern KEY = Pattern.compile("[A-Za-z0-9]{32}");

  private final Directory directory;

  BasicAuth(Directory directory) {
    this.directory = directory;
  }

  StandInUser authenticate(HttpServerRequest request, boolean webhooksToo) {
    String[] credentials = credentials(request.getHeader("Authorization"));
    String email = credentials[0].strip();
    String apiKey = credentials[1].strip();
    if (!KEY.matcher(apiKey).matches()) {
      throw ZulipError.unauthorized("Malformed API key");
    }
    StandInUser user = directory.byApiKey(apiKey)
        .filter(found -> found.deliveryEmail().equalsIgnoreCase(email))
        .orElseThrow(() -> ZulipError.unauthorized("Invalid API key"));
    Optional<AccountCheck> refused = AccountCheck.of(user, directory.realmByHost(request.getHeader("Host")));
    if (refused.isPresent()) {
      throw ZulipError.unauthorized(refused.get().text());
    }
    if (!webhooksToo && Integer.valueOf(2).equals(user.botType())) {
      throw ZulipError.unauthorized("This API is not available to incoming webhook bots.");
    }
    return user;
  }

  private static String[] credentials(String header) {
    String[] parts = header.strip().split("\\s+");
    if (parts.length != 2) {
      throw invalidHeader();
    }
    if (!parts[0].equalsIgnoreCase("basic")) {
      throw ZulipError.badRequest("This endpoint requires HTTP basic authentication.");
    }
    try {
      // Like Python's b64decode, it passes over what is not of the alphabet.
      byte[] decoded = Base64.getMimeDecoder().decode(parts[1]);
      String pair = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(decoded)).toString();
      String[] credentials = pair.split(":", -1);
      if (credentials.length != 2) {
        throw invalidHeader();
      }
      return credentials;
    } catch (IllegalArgumentException | CharacterCodingException e) {
      throw invalidHeader();
    }
  }

  private static ZulipError invalidHeader() {
    return ZulipError.unauthorized("Invalid authorization header for basic auth");
  }
}
