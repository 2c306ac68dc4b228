package org.zulipcalls.support;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/**
 * Every setting of the service. Each has its environment variable: {@code calls.ring-timeout} is
 * {@code CALLS_RING_TIMEOUT}. {@link ConfigCheck} refuses a value that does not fit before anything starts.
 */
@ConfigMapping(prefix = "calls")
public interface CallsConfig {

  Database database();

  Zulip zulip();

  Jitsi jitsi();

  /** How long a call rings before it is missed. */
  @WithDefault("45s")
  Duration ringTimeout();

  /** How long a call may last; then it is ended with {@code time_limit}. */
  @WithDefault("4h")
  Duration maxDuration();

  /** How long neither side may be heard of, once a heartbeat was seen; then the call is ended, {@code contact_lost}. */
  @WithDefault("90s")
  Duration contactTimeout();

  /** How long ended calls are kept; zero keeps them for ever. */
  @WithDefault("90d")
  Duration retention();

  Limit limit();

  /** The proxies whose {@code X-Forwarded-For} is believed. */
  @WithDefault("127.0.0.0/8,::1")
  Networks trustedProxies();

  Feed feed();

  Push push();

  Log log();

  Operator operator();

  /** Where calls are stored. */
  interface Database {

    /** {@code postgresql://host:port/database}; there is no default in production. */
    Optional<String> url();

    Optional<String> username();

    /** Also as {@code CALLS_DATABASE_PASSWORD_FILE}; see {@link SecretFiles}. */
    Optional<Secret> password();

    Optional<Path> passwordFile();

    /** In PEM, the authorities by which the server's certificate is verified; see {@link DatabaseTls}. */
    Optional<Path> caFile();

    /** How long the start waits for a database that does not answer yet. */
    @WithDefault("60s")
    Duration startTimeout();
  }

  /** The Zulip server beside which we run. */
  interface Zulip {

    /** Where we reach Zulip; the client's {@code Host} is forwarded, since it names the realm. */
    @WithDefault("http://127.0.0.1")
    HttpUrl url();

    /** How long nobody need have asked Zulip before we ask whether it is there; zero: never, unless it is away. */
    @WithDefault("1m")
    Duration checkInterval();

    /** Pairs of e-mail domains that stand for each other, both ways; empty: none. */
    @WithDefault("zulipdev.com=zulip.com")
    Optional<DomainAliases> emailDomainAliases();

    /** Whether the caller also sends the invitation as a message into the conversation. */
    @WithDefault("true")
    boolean inviteMessage();

    /** The invitation in Markdown; {@code {type}} becomes video or voice, {@code {url}} the call page's address. */
    @WithDefault("I am calling you: [join the {type} call]({url})")
    String inviteText();
  }

  /** The Jitsi server that carries the media. */
  interface Jitsi {

    /** The base URL for every realm; empty: the realm's own setting, else {@code https://meet.jit.si}. */
    Optional<HttpUrl> url();

    /** Hosts of servers that end a conference within another page after some minutes: their rooms have a tab of their own. */
    @WithDefault("meet.jit.si")
    Optional<Hosts> ownTab();

    Jwt jwt();

    /**
     * What Prosody's component event_sync proves itself with; empty: nobody can tell us what happens in the rooms. Also as
     * {@code CALLS_JITSI_EVENTS_TOKEN_FILE}; see {@link SecretFiles}.
     */
    Optional<Secret> eventsToken();

    Optional<Path> eventsTokenFile();

    /** How often the servers in use are asked whether they are there; zero: never. */
    @WithDefault("1m")
    Duration checkInterval();

    /** Signed tokens: HS256 with a secret, or RS256 with a private key and its id. */
    interface Jwt {

      Optional<String> appId();

      /** Also as {@code CALLS_JITSI_JWT_SECRET_FILE}; see {@link SecretFiles}. */
      Optional<Secret> secret();

      Optional<Path> secretFile();

      Optional<Path> privateKeyFile();

      Optional<String> keyId();

      /** Whether the token tells Jitsi the user's e-mail address. */
      @WithDefault("false")
      boolean includeEmail();
    }
  }

  /** How often one may ask; the package {@code limit} says of each how it is held. */
  interface Limit {

    /** Calls that one user may start. */
    @WithDefault("10/1m")
    Rate create();

    /** Calls that one user may start to one other; empty: as many as to all. */
    Optional<Rate> pair();

    /** Calls that one user may answer; empty: ten times as many as one may start. */
    Optional<Rate> answer();

    /** Changes of status, and leavings that end no call, that one user may tell of. */
    @WithDefault("120/1m")
    Rate update();

    /** Devices that one user may register. */
    @WithDefault("60/1m")
    Rate device();

    /** Streams and polls of live events that one user may open. */
    @WithDefault("300/1m")
    Rate stream();

    /** Wrong API keys from one address for one e-mail address. */
    @WithDefault("20/5m")
    Rate login();

    /** Wrong API keys from one address. */
    @WithDefault("200/5m")
    Rate address();
  }

  /** Live events. */
  interface Feed {

    /** Whether clients are told at once; if not, they have to ask. */
    @WithDefault("true")
    boolean enabled();
  }

  /** What the service writes to its standard output. */
  interface Log {

    /** Whether each line is a JSON object. */
    @WithDefault("false")
    boolean json();
  }

  /** Notifications of phones. */
  interface Push {

    Fcm fcm();

    /** Firebase Cloud Messaging. */
    interface Fcm {

      /** The service account's JSON file; empty: push is off. */
      Optional<Path> credentialsFile();

      /** Another base URL than Google's, for tests. */
      Optional<HttpUrl> endpoint();
    }
  }

  /** Who may use the operator's endpoints at the management port; see {@link OperatorUser}. */
  interface Operator {

    @WithDefault("operator")
    String username();

    /** Also as {@code CALLS_OPERATOR_PASSWORD_FILE}; see {@link SecretFiles}. Empty: there are no such endpoints. */
    Optional<Secret> password();

    Optional<Path> passwordFile();
  }
}
