package org.zulipcalls.support;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParametersTest {

  private final Parameters parameters = new Parameters();

  private static void refused(String text, Executable asking) {
    ApiException refusal = assertThrows(ApiException.class, asking);
    assertEquals(400, refusal.status());
    assertEquals("BAD_REQUEST", refusal.code());
    assertEquals(text, refusal.getMessage());
  }

  @Test
  void theFirstSourceWins() {
    parameters.offer("a", "from the form");
    parameters.offer("a", "from the query string");
    assertEquals(Optional.of("from the form"), parameters.find("a"));
  }

  @Test
  void aMissingOneIsNamed() {
    ApiException refusal = assertThrows(ApiException.class, () -> parameters.require("recipient_email"));
    assertEquals(400, refusal.status());
    assertEquals("REQUEST_VARIABLE_MISSING", refusal.code());
    assertEquals("Missing 'recipient_email' argument", refusal.getMessage());
    assertEquals(Map.of("var_name", "recipient_email"), refusal.fields());
  }

  @ParameterizedTest
  @CsvSource({"true, true", "True, true", "TRUE, true", "' true ', true", "false, false", "False, false",
      "FALSE, false"})
  void aBooleanMayHaveAnyCase(String text, boolean value) {
    parameters.offer("flag", text);
    assertEquals(value, parameters.flag("flag", !value));
  }

  @Test
  void aBooleanHasADefault() {
    assertTrue(parameters.flag("flag", true));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1", "0", "yes", "on", "tru", "null", "[true]"})
  void anythingElseIsNoBoolean(String text) {
    parameters.offer("flag", text);
    refused("flag is not a boolean: it takes true or false", () -> parameters.flag("flag", true));
  }

  @Test
  void aNumberHasItsBounds() {
    parameters.offer("limit", " 100 ");
    assertEquals(Optional.of(100L), parameters.number("limit", 100, 100));
    refused("limit is not an integer from 1 to 99", () -> parameters.number("limit", 1, 99));
    refused("limit is not an integer from 101 to 200", () -> parameters.number("limit", 101, 200));
    assertEquals(Optional.empty(), parameters.number("offset", 0, 1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "1.0", "1e3", "0x10", "99999999999999999999", "1 2", "null", "--1"})
  void anythingElseIsNoNumber(String text) {
    parameters.offer("limit", text);
    refused("limit is not an integer from 0 to 10", () -> parameters.number("limit", 0, 10));
  }

  @Test
  void aNumberWithoutABoundIsTakenForTheGreatest() {
    parameters.offer("limit", "99999999999999999999");
    parameters.offer("offset", "-1");
    assertEquals(Optional.of(100L), parameters.numberUpTo("limit", 1, 100));
    refused("offset is not an integer from 0 on", () -> parameters.numberUpTo("offset", 0, 100));
  }

  @Test
  void aWordIsOneOfSome() {
    parameters.offer("response", " Accept ");
    assertEquals(Optional.of("accept"), parameters.word("response", List.of("accept", "decline")));
    refused("response is not one of: yes, no", () -> parameters.word("response", List.of("yes", "no")));
  }

  @Test
  void whatNobodyAskedForIsListedInOrder() {
    for (String name : List.of("zeta", "asked", "alpha", "client", "csrfmiddlewaretoken")) {
      parameters.offer(name, "1");
    }
    parameters.find("asked");
    parameters.find("absent");
    assertEquals(List.of("alpha", "zeta"), List.copyOf(parameters.unused()));
    assertEquals(Set.of("alpha", "zeta"), parameters.unused());
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\0b", "\ud800", "\udc00x"})
  void whatPostgresqlCannotStoreIsRefused(String value) {
    parameters.offer("reason", value);
    refused("reason holds characters that are not text", () -> parameters.find("reason"));
    assertThrows(ApiException.class, () -> parameters.offer(value, "reason"));
  }

  @Test
  void aPairOfSurrogatesIsText() {
    parameters.offer("reason", "😀");
    assertEquals(Optional.of("😀"), parameters.find("reason"));
  }

  @Test
  void aValueMayHaveTenThousandCharacters() {
    parameters.offer("short", "x".repeat(10_000));
    parameters.offer("long", "x".repeat(10_001));
    assertEquals(10_000, parameters.require("short").length());
    refused("long is too long (limit: 10000 characters)", () -> parameters.find("long"));
  }

  @Test
  void whatNobodyAsksForMayBeAnything() {
    parameters.offer("long", "x".repeat(10_001));
    parameters.offer("strange", "\0");
    parameters.offer("nothing", null);
    assertEquals(Set.of("long", "nothing", "strange"), parameters.unused());
  }

  @Test
  void nothingIsNoValueAndAnotherSourceMayHaveOne() {
    parameters.offer("reason", null);
    assertEquals(Optional.empty(), parameters.find("reason"));
    parameters.offer("reason", "busy");
    assertEquals(Optional.of("busy"), parameters.find("reason"));
  }

  @Test
  void aStrangeNameIsNotRepeated() {
    refused("?script? holds characters that are not text", () -> parameters.offer("<script\0", "x"));
  }
}
