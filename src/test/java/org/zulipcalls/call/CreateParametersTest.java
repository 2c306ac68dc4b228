package org.zulipcalls.call;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.zulipcalls.testing.Client;
import org.zulipcalls.testing.Expect;
import org.zulipcalls.testing.ServiceTest;

import com.fasterxml.jackson.databind.JsonNode;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;

/** spec/api.md, Conventions: parameters come in a form, in the query string, or as a JSON object. */
@QuarkusTest
class CreateParametersTest extends ServiceTest {

  private static final String CREATE = API + "/create";

  private void calledBobByAudio(Response answer) {
    JsonNode body = Expect.success(answer);
    assertEquals(bob.userId(), body.path("recipient").path("user_id").intValue());
    assertEquals("audio", body.path("call_type").asText());
    assertEquals(null, body.get("ignored_parameters_unsupported"));
  }

  @Test
  void aFormIsRead() {
    calledBobByAudio(Client.of(alice).post(CREATE, "recipient_email", bob.deliveryEmail(), "is_video_call", "false"));
  }

  @Test
  void aMultipartFormIsRead() {
    calledBobByAudio(Client.of(alice)
        .request()
        .multiPart("recipient_email", bob.deliveryEmail())
        .multiPart("is_video_call", "false")
        .post(CREATE));
  }

  @Test
  void theQueryStringIsRead() {
    calledBobByAudio(Client.of(alice)
        .request()
        .queryParam("recipient_email", bob.deliveryEmail())
        .queryParam("is_video_call", "false")
        .post(CREATE));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"user_id\": %d, \"is_video_call\": false}",
      "{\"user_id\": \"%d\", \"is_video_call\": \"False\"}",
      " {\"user_id\":%d,\"is_video_call\":false,\"recipient_email\":null} "})
  void aJsonObjectIsRead(String body) {
    calledBobByAudio(json(body.formatted(bob.userId())));
  }

  private Response json(String body) {
    return Client.of(alice).request().contentType("application/json").body(body).post(CREATE);
  }

  @Test
  void aFormWithoutContentTypeParametersIsRead() {
    calledBobByAudio(Client.of(alice)
        .with("Content-Type", "application/x-www-form-urlencoded")
        .request()
        .body("user_id=" + bob.userId() + "&is_video_call=false")
        .post(CREATE));
  }

  @Test
  void quotedAndUnquotedStringsMeanTheSame() {
    calledBobByAudio(Client.of(alice)
        .post(CREATE, "recipient_email", "\"" + bob.deliveryEmail() + "\"", "is_video_call", "\"false\""));
  }

  @Test
  void soTheyDoInAJsonObject() {
    calledBobByAudio(json("{\"recipient_email\":\"\\\"" + bob.deliveryEmail()
        + "\\\"\",\"is_video_call\":\"\\\"false\\\"\"}"));
  }

  @Test
  void sourcesMixAndTheBodyWins() {
    calledBobByAudio(Client.of(alice)
        .post(CREATE + "?user_id=" + alice.userId() + "&is_video_call=false", "user_id", bob.userId()));
  }

  @Test
  void unknownOnesAreListedInOrderAndIgnored() {
    Response answer = Client.of(alice)
        .post(CREATE + "?zeta=1", "user_id", bob.userId(), "alpha", "2", "client", "test", "Übel", "3");
    JsonNode listed = Expect.success(answer).get("ignored_parameters_unsupported");
    assertEquals("[\"alpha\",\"zeta\",\"Übel\"]", listed.toString());
  }

  @Test
  void withoutARecipientTheMissingOneIsNamed() {
    Expect.refusal(Client.of(alice).post(CREATE), 400, "REQUEST_VARIABLE_MISSING",
        "Missing 'recipient_email' argument", "var_name", "recipient_email");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {"is_video_call | maybe | is_video_call is not a boolean: it takes true or false",
      "redirect_to_meeting | 1 | redirect_to_meeting is not a boolean: it takes true or false",
      "user_id | x | user_id is not an integer from 1 to 9223372036854775807",
      "user_id | 0 | user_id is not an integer from 1 to 9223372036854775807",
      "user_id | -1 | user_id is not an integer from 1 to 9223372036854775807",
      "user_id | 1.5 | user_id is not an integer from 1 to 9223372036854775807",
      "user_id | [12] | user_id is not an integer from 1 to 9223372036854775807"})
  void aMalformedOneIsNamedWithWhatItTakes(String name, String value, String text) {
    List<String> other = name.equals("user_id") ? List.of("client", "x") : List.of("user_id", "" + bob.userId());
    Expect.refusal(Client.of(alice).post(CREATE, name, value, other.get(0), other.get(1)), 400, "BAD_REQUEST", text);
    assertEquals(0, database.count("SELECT count(*) FROM call"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "bob", "@zulip.com", "bob@", "bob@zulip.com@x", "a b@zulip.com",
      "bob@zulip.com/../me",
      "bob@zulip\ncom", "null", "[]"})
  void whatIsNoAddressIsRefused(String email) {
    Expect.refusal(Client.of(alice).post(CREATE, "recipient_email", email), 400, "BAD_REQUEST",
        "recipient_email is not an e-mail address such as user@example.com");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {"{ | The body is not valid JSON",
      "{\"user_id\": 12} x | The body is not valid JSON", "{\"user_id\": 012} | The body is not valid JSON",
      "[] | The body is not one JSON object", "\"text\" | The body is not one JSON object",
      "null | The body is not one JSON object", "12 | The body is not one JSON object"})
  void whatIsNoJsonObjectIsRefused(String body, String text) {
    Expect.refusal(json(body), 400, "BAD_REQUEST", text);
  }

  @Test
  void aBodyOfAnotherTypeIsNotReadButTheQueryStringIs() {
    calledBobByAudio(Client.of(alice)
        .request()
        .contentType("text/plain")
        .body("user_id=1")
        .post(CREATE + "?user_id=" + bob.userId() + "&is_video_call=false"));
  }
}
