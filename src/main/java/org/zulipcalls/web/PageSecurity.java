package org.zulipcalls.web;

import java.net.URI;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;
import java.util.TreeSet;

import jakarta.ws.rs.core.Response;

import org.zulipcalls.call.Call;
import org.zulipcalls.call.User;

/** What a page of ours may load and who may frame it (CSP Level 3); everything else a browser is told to refuse. */
final class PageSecurity {

  private static final int NONCE_BYTES = 16;

  private final Set<String> jitsi = new TreeSet<>();
  private final Set<String> pictures = new TreeSet<>();
  private final String nonce;

  PageSecurity() {
    byte[] bytes = new byte[NONCE_BYTES];
    new SecureRandom().nextBytes(bytes);
    nonce = Base64.getEncoder().encodeToString(bytes);
  }

  String nonce() {
    return nonce;
  }

  /** Lets the page load the room of this call and the pictures of its users. */
  PageSecurity allow(Call call) {
    addOrigin(jitsi, call.jitsiRoomUrl);
    for (User user : new User[]{call.initiator, call.recipient}) {
      if (user.avatarUrl() != null) {
        addOrigin(pictures, user.avatarUrl());
      }
    }
    return this;
  }

  /** Adds what guards the page, beside what guards every answer. */
  Response.ResponseBuilder guard(Response.ResponseBuilder page) {
    return page.header("Content-Security-Policy", policy())
        .header("X-Frame-Options", "SAMEORIGIN");
  }

  private String policy() {
    return String.join("; ", "default-src 'none'", "script-src 'nonce-" + nonce + "'",
        "style-src 'nonce-" + nonce + "'", "img-src 'self' data:" + list(pictures), "media-src data:",
        "connect-src 'self'",
        "frame-src" + (jitsi.isEmpty() ? " 'none'" : list(jitsi)), "frame-ancestors 'self'", "base-uri 'none'",
        "form-action 'none'");
  }

  private static String list(Set<String> origins) {
    return origins.isEmpty() ? "" : " " + String.join(" ", origins);
  }

  /** What is no http URL is not allowed, so that nothing but origins gets into the header. */
  private static void addOrigin(Set<String> origins, String url) {
    try {
      URI uri = URI.create(url);
      if (uri.getScheme() != null && uri.getScheme().matches("https?") && uri.getRawAuthority() != null
          && uri.getRawAuthority().matches("[A-Za-z0-9.:\\[\\]-]+")) {
        origins.add(uri.getScheme() + "://" + uri.getRawAuthority());
      }
    } catch (IllegalArgumentException malformed) {
      // not allowed, then
    }
  }
}
