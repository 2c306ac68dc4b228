package org.zulipcalls.push;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.zulipcalls.testing.FcmStandIn;
import org.zulipcalls.testing.Settings;

class FcmCredentialsTest {

  private static final String SETTING = "calls.push.fcm.credentials-file";

  @TempDir
  Path directory;

  private List<String> problems(String content) throws Exception {
    Path file = Files.writeString(directory.resolve("credentials.json"), content);
    return FcmCredentials.problems(Settings.raw(SETTING, file.toString()));
  }

  @Test
  void noFileIsNoProblem() {
    assertEquals(List.of(), FcmCredentials.problems(Settings.raw()));
    assertEquals(List.of(), FcmCredentials.problems(Settings.raw(SETTING, "")));
  }

  @Test
  void aServiceAccountPasses() throws Exception {
    assertEquals(List.of(), problems(FcmStandIn.serviceAccount("https://oauth2.googleapis.com/token")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "no JSON, but a-secret", "[]", "{}", "null", "{\"type\":\"service_account\"}",
      "{\"type\":\"authorized_user\",\"client_id\":\"a-secret\",\"client_secret\":\"a-secret\",\"refresh_token\":\"t\"}",
      "{\"type\":\"service_account\",\"project_id\":\"p\",\"client_email\":\"a\",\"client_id\":\"1\","
          + "\"private_key_id\":\"2\",\"private_key\":\"a-secret\"}"})
  void anythingElseIsOneLineThatNamesTheVariable(String content) throws Exception {
    List<String> problems = problems(content);
    assertEquals(1, problems.size());
    assertTrue(problems.get(0).startsWith("CALLS_PUSH_FCM_CREDENTIALS_FILE: takes a service account's JSON file"));
    assertEquals(1, problems.get(0).lines().count());
    assertFalse(problems.get(0).contains("a-secret"));
  }

  @Test
  void aServiceAccountWithoutAProjectIsNone() throws Exception {
    String account = FcmStandIn.serviceAccount("https://oauth2.googleapis.com/token");
    assertEquals(1, problems(account.replaceAll("\"project_id\":\"[^\"]*\",", "")).size());
  }
}
