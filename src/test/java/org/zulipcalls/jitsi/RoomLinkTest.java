package org.zulipcalls.jitsi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.TextNode;

class RoomLinkTest {

  private static final String ROOM = "https://meet.example/zulip-call-1";

  @Test
  void itIsWrittenAsTheDocumentSaysAndOnceMoreAsJitsiReadsIt() {
    String link = new RoomLink(ROOM).with("userInfo.displayName", "John Doe")
        .with("config.startWithAudioMuted", false)
        .toString();
    assertEquals(ROOM + "?userInfo.displayName=John%20Doe&config.startWithAudioMuted=false"
        + "#userInfo.displayName=%22John%20Doe%22&config.startWithAudioMuted=false", link);
  }

  @Test
  void aSwitchIsABooleanAndATextIsAString() {
    JitsiUrl link = JitsiUrl.parse(new RoomLink(ROOM).with("a", "true").with("b", true).toString());
    assertEquals(Map.of("a", TextNode.valueOf("true"), "b", BooleanNode.TRUE), link.settings());
    assertEquals(Map.of("a", "true", "b", "true"), link.query());
  }

  @ParameterizedTest
  @ValueSource(strings = {"Dwayne \"The Rock\" Johnson", "O'Neill", "Tom & Jerry", "#1 fan", "a=b?c", "50% + 50%",
      "back\\slash", "\\&", "\\\\&", "Zoë Ångström", "שלום עולם", "مرحبا بالعالم", "\u202eright to left\u202c",
      "👩‍👩‍👧‍👦 family 🇺🇳",
      "“typographic” ‘quotes’", "tab\tand\nline", "<script>alert(1)</script>", "a/b:c;d,e@f", "~*!'()", "undefined",
      "null", "true", "12", "漢字かな交じり文", " "})
  void aNameSurvives(String name) {
    String text = new RoomLink(ROOM).with("userInfo.displayName", name).with("config.x", true).toString();
    JitsiUrl link = JitsiUrl.parse(text);
    assertEquals(ROOM, link.room());
    assertEquals(Map.of("userInfo.displayName", name, "config.x", "true"), link.query());
    assertEquals(Map.of("userInfo.displayName", TextNode.valueOf(name), "config.x", BooleanNode.TRUE),
        link.settings());
    assertEquals(text, URI.create(text).toASCIIString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "ß", "字", "\"", "“", "&", "😀"})
  void aHundredCharactersSurvive(String letter) {
    aNameSurvives(letter.repeat(100));
  }

  @Test
  void onlyUnreservedCharactersStandUnescaped() {
    StringBuilder all = new StringBuilder();
    for (char letter = 0x20; letter < 0x7f; letter++) {
      all.append(letter);
    }
    String value = new RoomLink(ROOM).with("a", all.toString()).toString().substring((ROOM + "?a=").length());
    assertTrue(value.matches("([A-Za-z0-9._~-]|%[0-9A-F]{2})+#a=([A-Za-z0-9._~-]|%[0-9A-F]{2})+"), value);
  }
}
