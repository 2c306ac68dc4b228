package org.zulipcalls.demo;

/**
 * One organization of the stand-in. Its settings may change while the server runs, as an administrator's would
 * ({@code zerver/models/realms.py}).
 */
public final class StandInRealm {
  private final int id;
  private final String subdomain;
  private final String name;
  private volatile String url;
  private volatile boolean active = true;
  private volatile String jitsiServerUrl;
  private volatile int videoChatProvider = 1;
  private volatile DirectMessages directMessages = DirectMessages.ALLOWED;
  private volatile boolean messageEditing = true;

  StandInRealm(int id, String subdomain, String name) {
    this.id = id;
    this.subdomain = subdomain;
    this.name = name;
  }

  /** The database id, which in Zulip shows only in upload and avatar paths. */
  public int id() {
    return id;
  }

  /** Empty for the root realm. */
  public String subdomain() {
    return subdomain;
  }

  public String name() {
    return name;
  }

  /** The canonical {@code realm_url}: scheme and host, no trailing slash. */
  public String url() {
    return url;
  }

  public void setUrl(String url) {
    this.url = url;
  }

  /** {@code realm.host} without the port: the domain of the dummy addresses {@code user12@host}. */
  String emailDomain() {
    return url.replaceFirst("^https?://", "").replaceFirst("[:/].*$", "");
  }

  public boolean isActive() {
    return active;
  }

  public void setActive(boolean active) {
    this.active = active;
  }

  /** {@code realm_jitsi_server_url}: null uses the server's; not stripped, and may hold a path. */
  public String jitsiServerUrl() {
    return jitsiServerUrl;
  }

  public void setJitsiServerUrl(String jitsiServerUrl) {
    this.jitsiServerUrl = jitsiServerUrl;
  }

  /** {@code realm_video_chat_provider}: 0 is "None", 1 is Jitsi. */
  public int videoChatProvider() {
    return videoChatProvider;
  }

  public void setVideoChatProvider(int videoChatProvider) {
    this.videoChatProvider = videoChatProvider;
  }

  public DirectMessages directMessages() {
    return directMessages;
  }

  public void setDirectMessages(DirectMessages directMessages) {
    this.directMessages = directMessages;
  }

  /** {@code realm_allow_message_editing}. */
  public boolean messageEditing() {
    return messageEditing;
  }

  public void setMessageEditing(boolean messageEditing) {
    this.messageEditing = messageEditing;
  }
}
