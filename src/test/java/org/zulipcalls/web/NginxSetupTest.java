package org.zulipcalls.web;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;

import org.junit.jupiter.api.Tag;

/** The file as the script puts it into Zulip's container, with the service in the same pod. */
@Tag("browser")
class NginxSetupTest extends NginxTest {

  @Override
  Nginx nginx(int zulipPort, int servicePort) {
    return Nginx.start(zulipPort, directory -> assertEquals(0,
        new SetupScript(directory).run(Map.of("ZULIP_CALLS_SERVICE", "http://127.0.0.1:" + servicePort)).exitCode()));
  }
}
