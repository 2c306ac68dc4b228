package org.zulipcalls.demo;

import java.util.Set;

/**
 * Who is there when the stand-in starts: the people of Zulip's own test suite, with one of each kind that a call must
 * treat differently.
 */
final class Population {
  private Population() {
  }

  static void settle(Directory directory) {
    StandInRealm root = directory.addRealm(new StandInRealm(2, "", "Zulip Demo"));
    StandInUser hamlet = directory.add(StandInUser.member(10, "hamlet@zulip.com", "King Hamlet", root));
    directory.add(StandInUser.member(11, "iago@zulip.com", "Iago", root).withRole(200));
    directory.add(StandInUser.member(12, "othello@zulip.com", "Othello, the Moor of Venice", root));
    directory.add(StandInUser.member(8, "cordelia@zulip.com", "Cordelia, Lear's daughter", root).withActive(false));
    directory.add(StandInUser.member(14, "polonius@zulip.com", "Polonius", root)
        .withRole(600)
        .withGravatar(true)
        .withSees(Set.of(hamlet.userId())));
    directory.add(StandInUser.member(20, "default-bot@zulip.com", "Zulip Default Bot", root)
        .withBotType(1)
        .withGravatar(true));
    directory.add(StandInUser.member(21, "webhook-bot@zulip.com", "Zulip Webhook Bot", root)
        .withBotType(2)
        .withGravatar(true));

    StandInRealm lear = directory.addRealm(new StandInRealm(3, "lear", "Lear & Co."));
    directory.add(StandInUser.member(30, "king@lear.example", "King Lear", lear));
  }
}
