package org.zulipcalls.limit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.zulipcalls.support.CallsConfig;
import org.zulipcalls.support.Rate;
import org.zulipcalls.testing.Settings;

class LimitTest {

  @ParameterizedTest
  @EnumSource(Limit.class)
  void eachHasItsSettingWhichStandsInTheReadme(Limit limit) throws IOException {
    Rate set = limit.rate(Settings.of("calls.limit." + limit.word(), "7/3h"));
    assertEquals(Rate.of("7/3h"), set);
    assertNotEquals(set, limit.rate(Settings.of()));
    String row = "| `CALLS_LIMIT_" + limit.name() + "` | ";
    assertTrue(Files.readString(Path.of("README.md")).contains(row), row);
  }

  @Test
  void theLimitsOfCallsFollowTheFirstUnlessTheyAreSet() {
    CallsConfig config = Settings.of("calls.limit.create", "50/2m");
    assertEquals(Rate.of("50/2m"), Limit.PAIR.rate(config));
    assertEquals(Rate.of("500/2m"), Limit.ANSWER.rate(config));
  }
}
