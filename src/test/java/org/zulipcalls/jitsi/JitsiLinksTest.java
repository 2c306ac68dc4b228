package org.zulipcalls.jitsi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.zulipcalls.call.Call;
import org.zulipcalls.call.CallState;
import org.zulipcalls.call.CallType;
import org.zulipcalls.call.Requester;
import org.zulipcalls.call.Rooms.Room;
import org.zulipcalls.call.User;
import org.zulipcalls.support.CallsConfig;
import org.zulipcalls.testing.Settings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.TextNode;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;

/** The document, "Moderator System": who enters with which rights, and that Jitsi gets to know. */
class JitsiLinksTest {

  private static final User INITIATOR = new User(1, "John \"JJ\" Doe & Sons", "john@example.com", null);
  private static final User RECIPIENT = new User(2, "Jane #1 😀 “the” שרה", "jane@example.com", null);
  private static final Requester REQUESTER = new Requester("https://zulip.example", INITIATOR);

  private final JitsiRooms rooms = rooms("https://zulips.example", "calls.jitsi.url", "https://jitsi.example/base/");

  /** The rooms of a realm with this server of its own, or none for null. */
  private static JitsiRooms rooms(String realmsServer, String... settings) {
    List<String> all = new ArrayList<>(List.of(settings));
    all.addAll(List.of("calls.jitsi.check-interval", "0"));
    CallsConfig config = Settings.of(all.toArray(String[]::new));
    return new JitsiRooms(config, requester -> Uni.createFrom().item(realmsServer),
        new RoomTokens(InstantSource.system(), config),
        new ServerWatch(null, null, null, null, null, config, new SimpleMeterRegistry()));
  }

  private static Call call(CallType type) {
    Call call = new Call();
    call.callType = type;
    call.state = CallState.INITIATED;
    call.jitsiRoomName = "zulip-call-1";
    call.initiator = INITIATOR;
    call.recipient = RECIPIENT;
    call.jitsiRoomUrl = "https://jitsi.example/base/zulip-call-1";
    return call;
  }

  @Test
  void theInitiatorEntersAsModerator() {
    JitsiUrl link = JitsiUrl.parse(rooms.moderatorUrl(call(CallType.VIDEO)));
    assertEquals("https://jitsi.example/base/zulip-call-1", link.room());
    assertEquals(Map.of("userInfo.displayName", INITIATOR.fullName(), "config.startWithAudioMuted", "false",
        "config.enableInsecureRoomNameWarning", "false"), link.query());
    assertEquals(Map.of("userInfo.displayName", name(INITIATOR), "config.startWithAudioMuted", BooleanNode.FALSE,
        "config.enableInsecureRoomNameWarning", BooleanNode.FALSE), link.settings());
  }

  @Test
  void theRecipientEntersMutedAndWithoutAModeratorsSettings() {
    JitsiUrl link = JitsiUrl.parse(rooms.participantUrl(call(CallType.VIDEO)));
    assertEquals("https://jitsi.example/base/zulip-call-1", link.room());
    assertEquals(Map.of("userInfo.displayName", RECIPIENT.fullName(), "config.startWithAudioMuted", "true"),
        link.query());
    assertEquals(Map.of("userInfo.displayName", name(RECIPIENT), "config.startWithAudioMuted", BooleanNode.TRUE),
        link.settings());
  }

  @Test
  void anAudioCallStartsWithoutPictureOnBothSides() {
    for (String url : List.of(rooms.moderatorUrl(call(CallType.AUDIO)), rooms.participantUrl(call(CallType.AUDIO)))) {
      JitsiUrl link = JitsiUrl.parse(url);
      assertEquals("true", link.query().get("config.startWithVideoMuted"));
      assertEquals(BooleanNode.TRUE, link.settings().get("config.startWithVideoMuted"));
    }
  }

  @Test
  void onlyRoomsOfServersThatCloseThemThereAreNotInThePage() {
    Call call = call(CallType.VIDEO);
    assertTrue(rooms.fitsIntoPage(call));
    call.jitsiRoomUrl = "https://meet.jit.si/zulip-call-1";
    assertFalse(rooms(null).fitsIntoPage(call));
    assertTrue(rooms(null, "calls.jitsi.own-tab", "").fitsIntoPage(call));
    call.jitsiRoomUrl = "https://jitsi.example:8443/base/zulip-call-1";
    assertFalse(rooms(null, "calls.jitsi.own-tab", "meet.jit.si,jitsi.example").fitsIntoPage(call));
  }

  @Test
  void theDocumentsParametersComeInTheDocumentsOrder() {
    Call call = call(CallType.VIDEO);
    call.initiator = new User(1, "Initiator", "i@example.com", null);
    call.recipient = new User(2, "Participant", "p@example.com", null);
    assertTrue(rooms.moderatorUrl(call)
        .startsWith(call.jitsiRoomUrl + "?userInfo.displayName=Initiator&config.startWithAudioMuted=false"
            + "&config.enableInsecureRoomNameWarning=false#"));
    assertTrue(rooms.participantUrl(call)
        .startsWith(call.jitsiRoomUrl + "?userInfo.displayName=Participant&config.startWithAudioMuted=true#"));
  }

  @Test
  void theRoomIsOnTheConfiguredServer() {
    Room room = open(rooms);
    assertEquals("https://jitsi.example/base/" + room.name(), room.url());
  }

  @Test
  void withoutConfigurationTheRoomIsOnTheServerThatZulipDefaultsTo() {
    Room room = open(rooms(null));
    assertEquals("https://meet.jit.si/" + room.name(), room.url());
  }

  @Test
  void withoutConfigurationTheRoomIsOnTheRealmsOwnServer() {
    Room room = open(rooms("https://zulips.example/path"));
    assertEquals("https://zulips.example/path/" + room.name(), room.url());
  }

  @Test
  void aTokenIsInTheQueryOfAnOpenCallAlone() {
    JitsiRooms signing = rooms(null, "calls.jitsi.jwt.app-id", "app", "calls.jitsi.jwt.secret", "s".repeat(32));
    Call call = call(CallType.VIDEO);
    assertTrue(JitsiUrl.parse(signing.moderatorUrl(call)).query().containsKey("jwt"));
    assertTrue(JitsiUrl.parse(signing.participantUrl(call)).query().containsKey("jwt"));
    assertFalse(JitsiUrl.parse(signing.participantUrl(call)).settings().containsKey("jwt"));
    call.state = CallState.ENDED;
    assertFalse(signing.moderatorUrl(call).contains("jwt"));
  }

  @Test
  void aRoomsNameHoldsAtLeast128RandomBitsAndNeverComesTwice() {
    Set<String> names = new HashSet<>();
    BigInteger everSet = BigInteger.ZERO;
    BigInteger everClear = BigInteger.ZERO;
    int bits = 0;
    for (int i = 0; i < 2000; i++) {
      String name = open(rooms).name();
      assertTrue(name.matches("zulip-call-[0-9a-f]{32,}"), name);
      String secret = name.substring("zulip-call-".length());
      bits = secret.length() * 4;
      BigInteger value = new BigInteger(secret, 16);
      everSet = everSet.or(value);
      everClear = everClear.or(value.not().and(BigInteger.ONE.shiftLeft(bits).subtract(BigInteger.ONE)));
      names.add(name);
    }
    assertEquals(2000, names.size());
    // No bit stands still, as those of a UUID's version would.
    assertTrue(everSet.and(everClear).bitCount() >= 128, "only " + everSet.and(everClear).bitCount() + " bits vary");
    assertEquals(bits, everSet.and(everClear).bitCount());
  }

  private static Room open(JitsiRooms rooms) {
    return rooms.open(REQUESTER).await().indefinitely();
  }

  private static JsonNode name(User user) {
    return TextNode.valueOf(user.fullName());
  }
}
