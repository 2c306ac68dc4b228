/**
 * Whether the service still lets this page's user in. Whoever logs out of Zulip keeps the room, but can neither see the end of
 * the call nor bring it about; a strip above everything says so, and leads to the login.
 *
 * @param isNeeded whether the page still has something to do
 */
function watchAccess(stage, isNeeded) {
  let letIn = true;
  let logsIn = false;

  function logInLink() {
    const link = make("a", { class: "zc-button zc-accept", href: `/login/?next=${location.pathname}` }, word("logIn"));
    link.addEventListener("click", () => {
      logsIn = true;
    });
    return link;
  }

  function show() {
    stage.querySelector(".zc-strip")?.remove();
    if (!letIn && isNeeded()) {
      stage.prepend(make("div", { class: "zc-strip", role: "status" },
        make("span", {}, word(facts.session ? "loggedOut" : "linkIsOver")), logInLink()));
    }
  }

  function set(good) {
    if (good !== letIn) {
      letIn = good;
      show();
    }
  }

  /** Zulip's log-out also changes the token that guards what is posted. */
  function isShutOut(answer) {
    return answer.status === 401 || answer.body.code === "CSRF_FAILED";
  }

  return {
    show,
    set,
    logInLink,
    isShutOut,
    /** Learns from an answer of the service. */
    note(answer) {
      if (answer.ok || isShutOut(answer)) {
        set(answer.ok);
      }
    },
    /** Whether the page goes away for the login, from which it comes back. */
    logsIn: () => logsIn,
  };
}
