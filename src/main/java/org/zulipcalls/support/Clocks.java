package org.zulipcalls.support;

import java.time.InstantSource;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** The one clock of the process; what is decided by time is decided by PostgreSQL's clock, this one only tells it. */
public class Clocks {

  @Produces
  @Singleton
  InstantSource system() {
    return InstantSource.system();
  }
}
