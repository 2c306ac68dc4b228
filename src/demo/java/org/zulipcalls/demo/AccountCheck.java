package org.zulipcalls.demo;

import java.util.Optional;

/** {@code validate_account_and_subdomain}: realm, account, host, in this order. */
enum AccountCheck {
  REALM_DEACTIVATED("This organization has been deactivated"),
  USER_DEACTIVATED("Account is deactivated"),
  WRONG_SUBDOMAIN("Account is not associated with this subdomain");

  private final String text;

  AccountCheck(String text) {
    this.text = text;
  }

  String text() {
    return text;
  }

  /** The first of the checks that fails. */
  static Optional<AccountCheck> of(StandInUser user, Optional<StandInRealm> realmOfHost) {
    if (!user.realm().isActive()) {
      return Optional.of(REALM_DEACTIVATED);
    }
    if (!user.isActive()) {
      return Optional.of(USER_DEACTIVATED);
    }
    return realmOfHost.filter(realm -> realm == user.realm()).isPresent()
        ? Optional.empty()
        : Optional.of(WRONG_SUBDOMAIN);
  }
}
