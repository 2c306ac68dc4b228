/*
 * The ring, the ringback and the tone for "no": synthesised, so that there is no file to load or to license. A browser
 * keeps a page silent until somebody has touched it; then the ring is only seen, and is heard from the first touch on.
 */

/** [frequencies, from, to] in seconds within a period that repeats. */
const TUNES = {
  ring: { period: 3, gain: 0.16, notes: [
    [[587.3, 880], 0, 0.16], [[659.3, 987.8], 0.18, 0.34], [[880, 1318.5], 0.36, 0.72],
    [[587.3, 880], 0.9, 1.06], [[659.3, 987.8], 1.08, 1.24], [[880, 1318.5], 1.26, 1.7]] },
  ringback: { period: 4, gain: 0.05, notes: [[[425], 0, 1]] },
  busy: { period: 0.5, gain: 0.05, times: 4, notes: [[[425], 0, 0.25]] },
};

const REST_MS = 1_000;
const SILENCE = "data:audio/wav;base64,UklGRiYAAABXQVZFZm10IBAAAAABAAEAQB8AAEAfAAABAAgAZGF0YQIAAACAgA==";

/**
 * One player for this document. Of several that want a tune now the one that holds the lock of this name is heard; it
 * holds it no longer than it wants one. `play` names the tune that is wanted now, or null.
 *
 * @param onState told when it changes what is played here, or whether the browser keeps it silent until a touch
 */
function soundPlayer(lockName, onState) {
  let context = null;
  let wanted = null;
  let playing = null;
  let timer = null;
  let voices = [];
  let lock = null;
  let probed = false;
  let restTimer = null;
  let hasRun = false;
  let rests = false;
  let told = null;

  function unlock() {
    if (!options.sound) {
      return;
    }
    try {
      context ??= newContext();
    } catch (fault) {
      log.info("no sound", fault);
      return;
    }
    context.resume().then(update).catch((fault) => log.debug(fault));
  }

  /** A browser may suspend a context later too, as while a phone call is on. */
  function newContext() {
    const made = new AudioContext();
    made.addEventListener("statechange", safely("sound", update));
    return made;
  }

  /**
   * Some browsers let a known site sound without a touch; a silent sample tells, and writes nothing to the console. A
   * context that was suspended is asked to go on.
   */
  function wake() {
    if (context) {
      unlock();
    } else if (!probed) {
      probed = true;
      new Audio(SILENCE).play().then(unlock).catch((fault) => log.debug(fault));
    }
  }

  /** A context that runs keeps the machine awake, even in silence. What has once run needs no further touch to wake. */
  function restSoon(mayRest) {
    clearTimeout(restTimer);
    if (mayRest) {
      restTimer = setTimeout(() => context.suspend().then(() => {
        rests = true;
      }).catch((fault) => log.debug(fault)), REST_MS);
    }
  }

  function voice(frequency, gain, start, end) {
    const oscillator = context.createOscillator();
    const volume = context.createGain();
    oscillator.frequency.value = frequency;
    volume.gain.setValueAtTime(0, start);
    volume.gain.linearRampToValueAtTime(gain, start + 0.02);
    volume.gain.setValueAtTime(gain, end - 0.04);
    volume.gain.linearRampToValueAtTime(0, end);
    oscillator.connect(volume).connect(context.destination);
    oscillator.start(start);
    oscillator.stop(end + 0.01);
    voices.push(oscillator);
    oscillator.onended = () => {
      voices = voices.filter((other) => other !== oscillator);
    };
  }

  function playPeriod(tune) {
    const start = context.currentTime + 0.03;
    for (const [frequencies, from, to] of tune.notes) {
      frequencies.forEach((frequency) => voice(frequency, tune.gain / frequencies.length, start + from, start + to));
    }
  }

  function silence() {
    clearInterval(timer);
    voices.forEach((oscillator) => oscillator.stop());
    voices = [];
    playing = null;
  }

  /** A document that wants nothing, or cannot be heard, leaves the lock to another. */
  function share(couldPlay) {
    if (couldPlay) {
      lock ??= holdLock(lockName, update, update);
    } else {
      lock?.release();
      lock = null;
    }
  }

  function update() {
    const runs = context?.state === "running";
    if (runs) {
      hasRun = true;
      rests = false;
    }
    restSoon(runs && wanted === null);
    share(runs && wanted !== null);
    const audible = lock?.isHeld() === true;
    if (playing !== null && (!audible || playing !== wanted)) {
      silence();
    }
    if (audible && playing === null) {
      playing = wanted;
      const tune = TUNES[wanted];
      playPeriod(tune);
      let times = 1;
      timer = setInterval(() => {
        times += 1;
        if (tune.times && times > tune.times) {
          wanted = null;
          update();
        } else {
          playPeriod(tune);
        }
      }, tune.period * 1_000);
    }
    tell(wanted !== null && !runs && !rests);
  }

  function tell(blocked) {
    const state = `${playing} ${blocked}`;
    if (state !== told) {
      told = state;
      onState(playing, blocked);
    }
  }

  const onGesture = safely("sound", () => {
    if (!hasRun || wanted !== null) {
      unlock();
    }
  });
  // To a browser a touch is a gesture only when the finger is lifted.
  for (const gesture of ["pointerdown", "pointerup", "keydown"]) {
    addEventListener(gesture, onGesture, { capture: true, passive: true });
  }
  if (navigator.userActivation?.hasBeenActive) {
    unlock();
  }
  return {
    /** Null ends what goes on for ever; a tone that ends by itself may end by itself. */
    play(tune) {
      if (!tune && TUNES[wanted]?.times && (lock || rests)) {
        return;
      }
      wanted = options.sound ? tune : null;
      if (wanted) {
        wake();
      }
      update();
    },
  };
}
