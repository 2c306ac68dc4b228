package org.zulipcalls.testing;

import static io.restassured.RestAssured.given;

import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

import org.zulipcalls.demo.StandInUser;
import org.zulipcalls.demo.ZulipStandIn;

import io.restassured.config.HttpClientConfig;
import io.restassured.config.RedirectConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;

/**
 * Somebody who asks the service, with a proof of who they are. Parameters come in pairs: {@code post(path, "response",
 * "accept")}. It never follows a redirect, and waits longer than any answer may take, but not for ever.
 */
public final class Client {

  private static final int PATIENCE_MILLIS = 90_000;
  private static final RestAssuredConfig CONFIG = RestAssuredConfig.config()
      .httpClient(HttpClientConfig.httpClientConfig()
          .setParam("http.connection.timeout", PATIENCE_MILLIS)
          .setParam("http.socket.timeout", PATIENCE_MILLIS))
      .redirect(RedirectConfig.redirectConfig().followRedirects(false));

  private final UnaryOperator<RequestSpecification> proof;

  private Client(UnaryOperator<RequestSpecification> proof) {
    this.proof = proof;
  }

  public static Client anonymous() {
    return new Client(request -> request);
  }

  /** By API key, as a phone. */
  public static Client of(StandInUser user) {
    return anonymous().with("Authorization", user.basic());
  }

  /** {@code Authorization: Basic} with whatever text inside. */
  public static Client basic(String credentials) {
    return anonymous().with("Authorization", "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes()));
  }

  /** A browser that is logged in to Zulip in production, on a page that has Zulip's CSRF token. */
  public static Client browser(ZulipStandIn zulip, StandInUser user) {
    String secret = ZulipStandIn.csrfSecret();
    return anonymous().cookie("__Host-sessionid", zulip.newSession(user))
        .cookie("__Host-csrftoken", secret)
        .with("X-CSRFToken", ZulipStandIn.maskedToken(secret));
  }

  /** The same one, with one more header. */
  public Client with(String header, String value) {
    return new Client(request -> proof.apply(request).header(header, value));
  }

  public Client cookie(String name, String value) {
    return new Client(request -> proof.apply(request).cookie(name, value));
  }

  /** The same one at another server, such as {@code http://127.0.0.1:1234}. */
  public Client at(String server) {
    return new Client(request -> proof.apply(request).baseUri(server).port(Integer.parseInt(server.split(":")[2])));
  }

  public RequestSpecification request() {
    return proof.apply(given().config(CONFIG).urlEncodingEnabled(true));
  }

  public Response get(String path, Object... parameters) {
    return request().queryParams(pairs(parameters)).get(path);
  }

  /** With a form. */
  public Response post(String path, Object... parameters) {
    return request().contentType("application/x-www-form-urlencoded; charset=utf-8")
        .formParams(pairs(parameters))
        .post(path);
  }

  private static Map<String, Object> pairs(Object... parameters) {
    Map<String, Object> pairs = new LinkedHashMap<>();
    for (int i = 0; i < parameters.length; i += 2) {
      pairs.put((String) parameters[i], parameters[i + 1]);
    }
    return pairs;
  }
}
