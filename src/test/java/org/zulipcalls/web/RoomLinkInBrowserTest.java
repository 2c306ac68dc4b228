package org.zulipcalls.web;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.zulipcalls.demo.StandInUser;
import org.zulipcalls.testing.Client;

import com.microsoft.playwright.Page;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;

/** The links that the API answers, opened in a real browser, and read there as Jitsi Meet reads them. */
@QuarkusTest
class RoomLinkInBrowserTest extends BrowserTest {

  private static final List<String> NAMES = List.of("Plain Name", "Dwayne \"The Rock\" O’Neill & Sons",
      "100% + #1 = \\&",
      "“Zoë” ‘שרה’ 漢字 👩‍👩‍👧", "</script><b>", "true", "12", "undefined");

  /**
   * What Jitsi Meet makes of the fragment (react/features/base/util/parseURLParams.ts): each value decoded, one
   * backslash before an ampersand dropped, typographic quotes made plain, and the rest taken as JSON; a value that is none
   * is dropped.
   */
  private static final String AS_JITSI_READS_IT = """
      () => {
        const settings = {};
        for (const pair of location.hash.substring(1).split("&")) {
          const [name, value] = pair.split("=");
          const json = decodeURIComponent(value).replace("\\\\&", "&")
            .replaceAll(/[\\u2018\\u2019]/g, "'").replaceAll(/[\\u201C\\u201D]/g, '"');
          try {
            settings[name] = json === "undefined" ? undefined : JSON.parse(json);
          } catch {
            // dropped
          }
        }
        return settings;
      }""";

  private static Map<String, Object> settings(boolean moderator, boolean audio, String name) {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("userInfo.displayName", name);
    settings.put("config.startWithAudioMuted", !moderator);
    if (moderator) {
      settings.put("config.enableInsecureRoomNameWarning", false);
    }
    if (audio) {
      settings.put("config.startWithVideoMuted", true);
    }
    return settings;
  }

  private static void reads(Page page, String link, Map<String, Object> expected) {
    page.navigate(link);
    assertEquals(expected, page.evaluate(AS_JITSI_READS_IT), link);
    Map<String, String> query = new LinkedHashMap<>();
    expected.forEach((name, value) -> query.put(name, value.toString()));
    assertEquals(query, page.evaluate("() => Object.fromEntries(new URLSearchParams(location.search))"), link);
  }

  @Test
  void theValuesHaveTheTypesThatJitsiTakes() {
    Page page = person("iago").context().newPage();
    for (int i = 0; i < NAMES.size(); i++) {
      boolean audio = i % 2 == 1;
      StandInUser initiator = zulip.addUser(UUID.randomUUID() + "@zulip.com", NAMES.get(i));
      StandInUser recipient = zulip.addUser(UUID.randomUUID() + "@zulip.com", NAMES.get(NAMES.size() - 1 - i));
      Response created = Client.of(initiator)
          .post(API + "/create-embedded", "user_id", recipient.userId(), "is_video_call", !audio);
      reads(page, created.path("call_url"), settings(true, audio, initiator.fullName()));
      reads(page, created.path("participant_url"), settings(false, audio, recipient.fullName()));
      Response accepted = Client.of(recipient).post(path(created.path("call_id"), "respond"), "response", "accept");
      reads(page, accepted.path("call_url"), settings(false, audio, recipient.fullName()));
    }
  }
}
