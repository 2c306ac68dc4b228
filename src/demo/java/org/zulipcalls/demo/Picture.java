package org.zulipcalls.demo;

/** A user's avatar: the first letter on a colour of the user's own. */
final class Picture {
  private Picture() {
  }

  static String of(StandInUser user) {
    int hue = Math.floorMod(user.userId() * 97 + 140, 360);
    return """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100">
        <rect width="100" height="100" fill="hsl(%d 45%% 42%%)"/>
        <circle cx="82" cy="14" r="40" fill="hsl(%d 55%% 55%%)"/>
        <text x="50" y="69" font-family="sans-serif" font-size="54" fill="#fff" text-anchor="middle">%s</text>
        </svg>
        """.formatted(hue, hue, Assets.escape(user.fullName().substring(0, 1)));
  }
}
