package org.zulipcalls.jitsi;

import java.security.SecureRandom;
import java.util.HexFormat;

import jakarta.enterprise.context.ApplicationScoped;

import org.zulipcalls.call.Call;
import org.zulipcalls.call.CallType;
import org.zulipcalls.call.Caller;
import org.zulipcalls.call.Rooms;
import org.zulipcalls.support.CallsConfig;
import org.zulipcalls.support.HttpUrl;

import io.smallrye.mutiny.Uni;

/** Rooms on the configured Jitsi server, else on the one that Zulip itself defaults to (JITSI_SERVER_URL). */
@ApplicationScoped
class JitsiRooms implements Rooms {

  private static final String ZULIPS_DEFAULT = "https://meet.jit.si";
  private static final int RANDOM_BYTES = 20;

  private final SecureRandom random = new SecureRandom();
  private final String server;

  JitsiRooms(CallsConfig config) {
    server = config.jitsi().url().map(HttpUrl::toString).orElse(ZULIPS_DEFAULT);
  }

  @Override
  public Uni<Room> open(Caller caller) {
    byte[] secret = new byte[RANDOM_BYTES];
    random.nextBytes(secret);
    String name = "zulip-call-" + HexFormat.of().formatHex(secret);
    return Uni.createFrom().item(new Room(name, server + "/" + name));
  }

  @Override
  public String moderatorUrl(Call call) {
    RoomLink link = new RoomLink(call.jitsiRoomUrl).with("userInfo.displayName", call.initiator.fullName())
        .with("config.startWithAudioMuted", false)
        .with("config.enableInsecureRoomNameWarning", false);
    return withoutPicture(link, call).toString();
  }

  @Override
  public String participantUrl(Call call) {
    RoomLink link = new RoomLink(call.jitsiRoomUrl).with("userInfo.displayName", call.recipient.fullName())
        .with("config.startWithAudioMuted", true);
    return withoutPicture(link, call).toString();
  }

  private static RoomLink withoutPicture(RoomLink link, Call call) {
    return call.callType == CallType.AUDIO ? link.with("config.startWithVideoMuted", true) : link;
  }
}
