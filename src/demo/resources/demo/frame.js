// Jitsi Meet's side of its API for pages that show it in a frame: it asks every 50 ms whether the page is there, and keeps
// what it has to say until the question comes back (jitsi/js-utils, transport).
const apiId = new URLSearchParams(location.hash.slice(1)).get("jitsi_meet_external_api_id");
const scope = `jitsi_meet_external_api_${apiId}`;
const question = `${Date.now()}-${Math.random()}`;
const kept = [];
let isHeard = false;

function post(method, params) {
  window.parent.postMessage(JSON.stringify({ postis: true, scope, method, params }), "*");
}

function tell(name) {
  if (isHeard) {
    post("message", { type: "event", data: { name } });
  } else {
    kept.push(name);
  }
}

if (apiId !== null && !window.isSilent) {
  const asking = setInterval(() => post("__ready__", question), 50);
  addEventListener("message", (event) => {
    const { method, params } = JSON.parse(event.data);
    if (method === "__ready__" && params === question) {
      clearInterval(asking);
      isHeard = true;
      kept.splice(0).forEach(tell);
    }
  });
}
