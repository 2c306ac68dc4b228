package org.zulipcalls.jitsi;

import java.net.URI;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import org.zulipcalls.call.Call;
import org.zulipcalls.call.CallType;
import org.zulipcalls.call.JitsiServers;
import org.zulipcalls.call.Requester;
import org.zulipcalls.call.Rooms;
import org.zulipcalls.call.User;
import org.zulipcalls.support.CallsConfig;
import org.zulipcalls.support.Hosts;

import io.smallrye.mutiny.Uni;

/** Rooms on the configured Jitsi server, else on the realm's own, else on the one that Zulip itself defaults to. */
@ApplicationScoped
class JitsiRooms implements Rooms {

  private static final String ZULIPS_DEFAULT = "https://meet.jit.si";
  private static final int RANDOM_BYTES = 20;

  private final SecureRandom random = new SecureRandom();
  private final Uni<String> configured;
  private final JitsiServers servers;
  private final RoomTokens tokens;
  private final ServerWatch watch;
  private final Optional<Hosts> ownTab;

  JitsiRooms(CallsConfig config, JitsiServers servers, RoomTokens tokens, ServerWatch watch) {
    this.configured = config.jitsi().url().map(url -> Uni.createFrom().item(url.toString())).orElse(null);
    this.servers = servers;
    this.tokens = tokens;
    this.watch = watch;
    ownTab = config.jitsi().ownTab();
  }

  @Override
  public Uni<Room> open(Requester requester) {
    byte[] secret = new byte[RANDOM_BYTES];
    random.nextBytes(secret);
    String name = "zulip-call-" + HexFormat.of().formatHex(secret);
    Uni<String> server = configured != null ? configured : servers.of(requester);
    return server.map(url -> url == null ? ZULIPS_DEFAULT : url)
        .invoke(watch::use)
        .map(url -> new Room(name, url + "/" + name));
  }

  @Override
  public boolean isThere(Call call) {
    String room = "/" + call.jitsiRoomName;
    return !call.jitsiRoomUrl.endsWith(room)
        || watch.isThere(call.jitsiRoomUrl.substring(0, call.jitsiRoomUrl.length() - room.length()));
  }

  /** Jitsi Meet's {@code disableIframeAPI} has a conference in a frame end after five minutes. */
  @Override
  public boolean fitsIntoPage(Call call) {
    String host = URI.create(call.jitsiRoomUrl).getHost();
    return ownTab.filter(hosts -> hosts.contains(host)).isEmpty();
  }

  @Override
  public String moderatorUrl(Call call) {
    RoomLink link = new RoomLink(call.jitsiRoomUrl).with("userInfo.displayName", call.initiator.fullName())
        .with("config.startWithAudioMuted", false)
        .with("config.enableInsecureRoomNameWarning", false);
    return finish(link, call, call.initiator, true);
  }

  @Override
  public String participantUrl(Call call) {
    RoomLink link = new RoomLink(call.jitsiRoomUrl).with("userInfo.displayName", call.recipient.fullName())
        .with("config.startWithAudioMuted", true);
    return finish(link, call, call.recipient, false);
  }

  private String finish(RoomLink link, Call call, User user, boolean moderator) {
    if (call.callType == CallType.AUDIO) {
      link.with("config.startWithVideoMuted", true);
    }
    // A link into a call that is over leads nowhere, so it needs no token.
    return link.signedWith(call.state.isOpen() ? tokens.sign(call, user, moderator) : null).toString();
  }
}
