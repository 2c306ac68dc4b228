package org.zulipcalls.support;

/** The order in which our request filters run; the lower first. */
public final class RequestFilters {

  public static final int PARAMETERS = 1000;
  /** Needs the parameters: Django also takes the token from the form. */
  public static final int CSRF = 2000;

  private RequestFilters() {
  }
}
