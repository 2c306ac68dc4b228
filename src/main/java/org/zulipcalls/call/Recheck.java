package org.zulipcalls.call;

import io.quarkus.security.credential.Credential;
import io.smallrye.mutiny.Uni;

/** Asks again whether whoever opened a long-lived stream is still let in. */
@FunctionalInterface
public interface Recheck extends Credential {

  /** False when the credential is no longer good; fails when that cannot be told now. */
  Uni<Boolean> stillGood();
}
