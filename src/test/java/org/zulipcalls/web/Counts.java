package org.zulipcalls.web;

import com.microsoft.playwright.assertions.LocatorAssertions.HasCountOptions;

/** How long a test waits for a number of elements. */
final class Counts {

  static final HasCountOptions SOON = new HasCountOptions().setTimeout(3_000);

  private Counts() {
  }
}
