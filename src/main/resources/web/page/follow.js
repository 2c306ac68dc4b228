/*
 * A page without a session has the stream of its one call, which its cookie opens; where streams do not get through, the
 * call's status.
 */
const STATUS_MS = 1_000;
const STATUS_TALKING_MS = 3_000;
const STATUS_MOST = 30;

/**
 * @param latest the call as it is known
 * @param learn told of each view of it
 * @param access told when the cookie is no longer good
 * @return ends it
 */
function followLive(latest, learn, access) {
  const status = () => request("GET", `${facts.api}/status`);

  async function poll(tryStream) {
    for (let times = 0; isOpen(latest()) && times < STATUS_MOST; times += 1) {
      const answer = await status();
      learn(answer.body.call);
      if (answer.status === 401 || answer.status === 403) {
        access.set(false);
        return;
      }
      await pause(latest().state === "active" ? STATUS_TALKING_MS : STATUS_MS);
    }
    if (isOpen(latest())) {
      tryStream();
    }
  }

  return openFeed({
    events: `${facts.api}/events`,
    otherwise: safely("status", poll),
    onCall: learn,
    onSnapshot: safely("snapshot", async (calls) => {
      calls.forEach(learn);
      if (calls.length === 0) {
        learn((await status()).body.call);
      }
    }),
    onId() {},
  });
}
