package org.zulipcalls.web;

import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;

import org.zulipcalls.support.Digests;

/**
 * A text that browsers keep, but ask about each time: a new version is seen at the next load, an old one costs a 304.
 *
 * @param version of the text: the start of its SHA-256
 */
record Asset(String type, String text, String version) {

  private static final int VERSION_LENGTH = 16;

  static Asset javaScript(String text) {
    return new Asset("text/javascript; charset=utf-8", text, versionOf(text));
  }

  static Asset css(String text) {
    return new Asset("text/css; charset=utf-8", text, versionOf(text));
  }

  static String versionOf(String text) {
    return Digests.sha256(text).substring(0, VERSION_LENGTH);
  }

  /** 200 with the text, or 304 for one who has it. The tag is weak: nginx makes a strong one weak as it compresses. */
  Response answer(Request request) {
    EntityTag tag = new EntityTag(version, true);
    Response.ResponseBuilder known = request.evaluatePreconditions(tag);
    return (known != null ? known : Response.ok(text).type(type)).tag(tag)
        .header("Cache-Control", "public, no-cache")
        .build();
  }
}
