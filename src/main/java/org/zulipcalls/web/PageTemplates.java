package org.zulipcalls.web;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;

/** The HTML of our pages, below {@code src/main/resources/templates}; what is put into it is escaped. */
@CheckedTemplate(basePath = "PageTemplates")
final class PageTemplates {

  /** @param facts JSON, with nothing in it that could end its element */
  static native TemplateInstance call(String title, String nonce, String styles, String script, String facts);

  static native TemplateInstance refused(String text, String nonce, String styles);

  private PageTemplates() {
  }
}
