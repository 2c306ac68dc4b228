package org.zulipcalls.demo;

/** What the log says once the demo runs: the page, and a whole call in three lines to paste. */
final class DemoGreeting {
  private DemoGreeting() {
  }

  static String text(ZulipStandIn standIn) {
    String calls = "http://localhost:" + standIn.port() + "/api/v1/calls/";
    String hamlet = credentials(standIn.user("hamlet"));
    String othello = credentials(standIn.user("othello"));
    String newest = "$(curl -s -u " + othello + " '" + calls
        + "history?limit=1' | grep -o '\"call_id\":\"[^\"]*\"' | head -1 | cut -d'\"' -f4)";
    return String.join("\n", "", "The demo is at http://localhost:" + standIn.port() + "/ with two people in one page.",
        "The same from a terminal: Hamlet calls Othello, Othello sees it, Othello accepts.",
        "curl -u " + hamlet + " -d recipient_email=othello@zulip.com " + calls + "create-embedded",
        "curl -u " + othello + " '" + calls + "history?limit=1'",
        "curl -u " + othello + " -d response=accept " + calls + newest + "/respond", "");
  }

  private static String credentials(StandInUser user) {
    return user.deliveryEmail() + ":" + user.apiKey();
  }
}
