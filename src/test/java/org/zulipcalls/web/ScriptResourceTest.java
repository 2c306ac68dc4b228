package org.zulipcalls.web;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.emptyString;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.zulipcalls.testing.ServiceTest;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;

/** How the scripts are served. */
@QuarkusTest
class ScriptResourceTest extends ServiceTest {

  private static final int SMALL = 20_000;

  @ParameterizedTest
  @ValueSource(strings = {"/calls/override.js", "/calls/script", "/calls/embed/page.js"})
  void aScriptIsPublicVersionedAndAskedAboutEachTime(String path) {
    String tag = given().get(path)
        .then()
        .statusCode(200)
        .contentType("text/javascript; charset=utf-8")
        .header("Cache-Control", "public, no-cache")
        .header("X-Content-Type-Options", "nosniff")
        .header("ETag", matchesPattern("W/\"[0-9a-f]{16}\""))
        .body(startsWith("(() => {\n\"use strict\";"))
        .extract()
        .header("ETag");
    given().header("If-None-Match", tag)
        .get(path)
        .then()
        .statusCode(304)
        .header("ETag", tag)
        .header("Cache-Control", "public, no-cache")
        .body(emptyString());
    given().header("If-None-Match", "W/\"0123456789abcdef\"").get(path).then().statusCode(200);
  }

  @Test
  @Tag("browser")
  void throughNginxWhichCompressesItIsNotSentAgain() {
    Tools.nginx();
    try (Nginx nginx = Nginx.start(zulip.port(), RestAssured.port)) {
      RequestSpecification browser = given().header("Accept-Encoding", "gzip");
      Response first = browser.get(nginx.url() + "/calls/override.js");
      assertEquals("gzip", first.header("Content-Encoding"));
      browser.header("If-None-Match", first.header("ETag"))
          .get(nginx.url() + "/calls/override.js")
          .then()
          .statusCode(304);
    }
  }

  @Test
  void theStylesOfThePageAreVersionedToo() {
    given().get("/calls/embed/page.css")
        .then()
        .statusCode(200)
        .contentType("text/css; charset=utf-8")
        .header("ETag", matchesPattern("W/\"[0-9a-f]{16}\""));
  }

  @Test
  void bothScriptsBringTheirStylesAndDifferInWhoTellsWhoIsLoggedIn() {
    given().get("/calls/override.js").then().body(containsString("\"alone\":false"), containsString(".zc-card"));
    given().get("/calls/script").then().body(containsString("\"alone\":true"), containsString(".zc-card"));
    assertNotEquals(given().get("/calls/override.js").header("ETag"), given().get("/calls/script").header("ETag"));
  }

  @Test
  void theScriptIsSmallAndHoldsNoCommentsNorMarkupFromData() throws IOException {
    String script = given().get("/calls/override.js").asString();
    int size = gzipped(script);
    assertTrue(size < SMALL, () -> size + " bytes");
    for (String forbidden : new String[]{"/**", "\n ", "\n\n", "innerHTML", "outerHTML", "insertAdjacentHTML",
        "document.write",
        "eval(", "new Function"}) {
      assertFalse(script.contains(forbidden), forbidden);
    }
  }

  @Test
  void aCrossOriginRequestLearnsNothingMore() {
    given().header("Origin", "https://evil.example")
        .get("/calls/override.js")
        .then()
        .header("Access-Control-Allow-Origin", not("https://evil.example"));
  }

  private static int gzipped(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.size();
  }
}
