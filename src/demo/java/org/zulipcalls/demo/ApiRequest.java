package org.zulipcalls.demo;

/**
 * What an endpoint is given once {@link RestDispatch} knows who asks.
 *
 * @param argument the variable part of the path, decoded; empty if there is none
 */
record ApiRequest(StandInUser user, Params params, String argument) {
  StandInRealm realm() {
    return user.realm();
  }
}
