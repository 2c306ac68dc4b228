// A stand-in for Jitsi's IFrame API: as much of it as the call page uses. It keeps what it was given, for the tests.
window.JitsiMeetExternalAPI = class {
  constructor(domain, options) {
    this.listeners = new Map();
    this.commands = [];
    window.jitsiStandIn = { domain, options: { ...options, parentNode: undefined }, frame: this };
    this.element = document.createElement("iframe");
    this.element.allow = "autoplay; camera; display-capture; microphone";
    this.element.src = `https://${domain}/${options.roomName}`;
    options.parentNode.append(this.element);
    this.element.addEventListener("load", () => {
      if (!window.jitsiIsSilent) {
        this.tell("browserSupport");
        this.tell("videoConferenceJoined");
      }
    });
  }

  addListener(name, listener) {
    this.listeners.set(name, listener);
  }

  tell(name) {
    this.listeners.get(name)?.({});
  }

  executeCommand(name) {
    this.commands.push(name);
  }

  dispose() {
    this.element.remove();
  }
};
