// What a call is called on the screen.

export const OPEN = ["initiated", "ringing", "active"];

export function clock(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const minutes = Math.floor(whole / 60);
  const rest = String(whole % 60).padStart(2, "0");
  return minutes < 60 ? `${minutes}:${rest}`
    : `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}:${rest}`;
}

export function kind(call) {
  return call.call_type === "audio" ? "Voice call" : "Video call";
}

/** How an open call goes on, to the reader. */
export function progress(call) {
  const other = call.other_user.full_name;
  if (call.state === "active") {
    return `In a call with ${other}`;
  }
  if (!call.was_initiator) {
    return `${other} is calling`;
  }
  return call.state === "ringing" ? `Ringing at ${other}…` : `Calling ${other}…`;
}

/** How a call came to its end, to the reader. */
export function outcome(call) {
  switch (call.state) {
    case "declined":
      return call.was_initiator ? "Declined" : "You declined";
    case "missed":
      return call.was_initiator ? "No answer" : "Missed";
    case "cancelled":
      return call.was_initiator ? "You cancelled" : "Missed";
    case "ended":
      return call.end_reason === "time_limit" ? "Time limit" : "Ended";
    default:
      return call.state === "active" ? "Going on" : "Ringing";
  }
}

export function when(iso) {
  return new Date(iso).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
}
