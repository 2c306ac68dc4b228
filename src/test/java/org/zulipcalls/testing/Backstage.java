package org.zulipcalls.testing;

import java.util.HashMap;
import java.util.Map;

import org.zulipcalls.demo.ZulipStandIn;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;

/**
 * What stands behind the service in a {@code @QuarkusTest}: a PostgreSQL of its own, the Zulip and the FCM stand-in. Tests
 * get them as fields, see {@link ServiceTest}.
 */
public class Backstage implements QuarkusTestResourceLifecycleManager {

  /** Calls that one user may start in a minute here: more than any test needs, few enough to be reached in SQL. */
  public static final int CREATE_LIMIT = 1000;

  /** Wrong keys from one address for one e-mail address. */
  public static final int LOGIN_LIMIT = 20;
  /** Wrong keys from one address: more than all tests together try. */
  public static final int ADDRESS_LIMIT = 5000;

  /** As name and password. */
  public static final String OPERATOR = "jane:the operator's password";

  private Database database;
  private ZulipStandIn zulip;
  private FcmStandIn fcm;

  @Override
  public Map<String, String> start() {
    database = Database.start();
    zulip = ZulipStandIn.start(0);
    fcm = FcmStandIn.start();
    Map<String, String> settings = new HashMap<>(database.settings());
    settings.put("calls.zulip.url", zulip.url().toString());
    settings.putAll(fcm.settings());
    settings.put("quarkus.log.category.\"io.zonky\".level", "WARN");
    settings.put("calls.limit.create", CREATE_LIMIT + "/1m");
    settings.put("calls.jitsi.events-token", EventSync.TOKEN);
    // Else every call of a test would ask the real meet.jit.si.
    settings.put("calls.jitsi.check-interval", "0");
    settings.put("calls.jitsi.own-tab", "own-tab.example");
    // Else a test would count requests to Zulip that are not its own.
    settings.put("calls.zulip.check-interval", "0");
    settings.put("calls.limit.login", LOGIN_LIMIT + "/1m");
    settings.put("calls.limit.address", ADDRESS_LIMIT + "/1m");
    settings.put("calls.operator.username", OPERATOR.split(":", 2)[0]);
    settings.put("calls.operator.password", OPERATOR.split(":", 2)[1]);
    // Else the clean-up would take calls of tests that need old ones.
    settings.put("calls.retention", "0");
    return settings;
  }

  @Override
  public void inject(TestInjector injector) {
    injector.injectIntoFields(database, new TestInjector.MatchesType(Database.class));
    injector.injectIntoFields(zulip, new TestInjector.MatchesType(ZulipStandIn.class));
    injector.injectIntoFields(fcm, new TestInjector.MatchesType(FcmStandIn.class));
  }

  @Override
  public void stop() {
    if (zulip != null) {
      zulip.close();
    }
    if (fcm != null) {
      fcm.close();
    }
    if (database != null) {
      database.close();
    }
  }
}
