package org.zulipcalls.call;

import java.security.Principal;

/**
 * Who asks: a person in a realm, as Zulip confirmed.
 *
 * @param realm Zulip's canonical realm URL without a trailing slash
 */
public record Requester(String realm, User user) implements Principal {

  @Override
  public String getName() {
    return realm + "#" + user.userId();
  }

  public long userId() {
    return user.userId();
  }
}
