package org.zulipcalls.zulip;

import org.zulipcalls.support.ApiException;

import io.vertx.core.MultiMap;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** An error that Zulip answered, passed on as it is: status, {@code code}, text, its other fields and headers. */
class ZulipRefusal extends ApiException {

  private static final long serialVersionUID = 1L;
  private static final String[] PASSED_ON = {"WWW-Authenticate", "Retry-After", "X-RateLimit-Limit",
      "X-RateLimit-Remaining", "X-RateLimit-Reset"};

  ZulipRefusal(int status, JsonObject body, MultiMap headers) {
    super(status, body.getValue("code") instanceof String code ? code : "BAD_REQUEST", body.getString("msg"));
    body.stream()
        .filter(field -> !field.getKey().matches("result|msg|message|code"))
        .forEach(field -> with(field.getKey(), plain(field.getValue())));
    for (String name : PASSED_ON) {
      if (headers.contains(name)) {
        header(name, headers.get(name));
      }
    }
  }

  /**
   * Whether it is the requester who is refused (not logged in, a wrong CSRF token, too many requests), and not what they ask for.
   * Whoever wants such a refusal gets it, so it must open nothing.
   */
  boolean isOfRequester() {
    return status() == 401 || status() == 403 || status() == 429;
  }

  /** Of whoever asks for a host that Zulip does not serve. */
  static ZulipRefusal foreignHost() {
    return new ZulipRefusal(400,
        new JsonObject().put("code", "BAD_REQUEST").put("msg", "Zulip is not at the address that you ask for"),
        MultiMap.caseInsensitiveMultiMap());
  }

  /** Zulip's codes are no closed set of ours. */
  @Override
  public String metric() {
    return "ZULIP";
  }

  private static Object plain(Object value) {
    return value instanceof JsonObject object
        ? object.getMap()
        : value instanceof JsonArray array ? array.getList() : value;
  }
}
