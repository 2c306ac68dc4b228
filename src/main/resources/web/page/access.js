/**
 * Whether the service still lets this page's user in. Whoever logs out of Zulip keeps the room, but can neither see the end of
 * the call nor bring it about; a strip above everything says so, and leads to the login.
 *
 * @param isNeeded whether the page still has something to do
 */
function watchAccess(stage, isNeeded) {
  let feedIsGood = true;
  let answersAreGood = true;
  let logsIn = false;

  function logInLink() {
    const link = make("a", { class: "zc-button zc-accept", href: `/login/?next=${location.pathname}` }, word("logIn"));
    link.addEventListener("click", () => {
      logsIn = true;
    });
    return link;
  }

  function show() {
    const shown = stage.querySelector(".zc-strip");
    const due = !(feedIsGood && answersAreGood) && isNeeded();
    if (!due) {
      shown?.remove();
    } else if (!shown) {
      stage.prepend(make("div", { class: "zc-strip", role: "status" },
        make("span", {}, word(facts.session ? "loggedOut" : "linkIsOver")), logInLink()));
    }
  }

  /** Zulip's log-out also changes the token that guards what is posted. */
  function isShutOut(answer) {
    return answer.status === 401 || answer.body.code === "CSRF_FAILED";
  }

  return {
    show,
    /** The feed says so; an answer does not outweigh it, since the service remembers for a while who one was. */
    set(good) {
      feedIsGood = good;
      show();
    },
    logInLink,
    isShutOut,
    /** Learns from an answer of the service. */
    note(answer) {
      if (answer.ok || isShutOut(answer)) {
        answersAreGood = answer.ok;
        show();
      }
    },
    /** Whether the page goes away for the login, from which it comes back. */
    logsIn: () => logsIn,
  };
}
