package org.zulipcalls.web;

import com.microsoft.playwright.assertions.LocatorAssertions.HasCountOptions;

/** How long a test waits for a number of elements. */
final class Counts {

  static final HasCountOptions WITHIN_A_SECOND = new HasCountOptions().setTimeout(1_000);

  private Counts() {
  }
}
