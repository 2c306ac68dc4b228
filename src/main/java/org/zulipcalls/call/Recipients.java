package org.zulipcalls.call;

import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import org.zulipcalls.support.ApiException;
import org.zulipcalls.support.Parameters;

import io.smallrye.mutiny.Uni;

/** Whom a create request means: {@code user_id}, or {@code recipient_email} with its domain aliases. */
@ApplicationScoped
class Recipients {

  private static final int LONGEST_ADDRESS = 254;

  private final Directory directory;

  Recipients(Directory directory) {
    this.directory = directory;
  }

  /**
   * What the log tells of the request, as the document has it; the {@code user_id} comes last where it was sent. Reads both
   * parameters that may name the recipient, before the address is known for one.
   */
  static String described(Parameters parameters, Requester requester) {
    String email = parameters.find("recipient_email").orElse("");
    return "recipient_email='" + email.substring(0, Math.min(email.length(), LONGEST_ADDRESS)) + "', realm='"
        + requester.realm() + "'"
        + parameters.number("user_id", 1, Long.MAX_VALUE).map(userId -> ", user_id='" + userId + "'").orElse("");
  }

  Uni<User> find(Requester requester, Parameters parameters) {
    Optional<Long> userId = parameters.number("user_id", 1, Long.MAX_VALUE);
    if (userId.isPresent()) {
      return refuseOneself(requester, userId.get()).chain(() -> directory.recipient(requester, userId.get()));
    }
    String email = parameters.require("recipient_email").strip();
    if (email.length() > LONGEST_ADDRESS || !email.matches("[^\\s@\\p{Cntrl}]+@[^\\s@\\p{Cntrl}/]+")) {
      throw ApiException.badRequest("recipient_email is not an e-mail address such as user@example.com");
    }
    return directory.recipient(requester, email)
        .call(recipient -> refuseOneself(requester, recipient.userId()));
  }

  private static Uni<Void> refuseOneself(Requester requester, long userId) {
    return userId == requester.userId()
        ? Uni.createFrom().failure(ApiException.badRequest("You cannot call yourself"))
        : Uni.createFrom().voidItem();
  }
}
