// Put into a page before its own scripts. Notes, in wall-clock milliseconds (two browsers on one machine share that clock), when
// Accept was clicked, a peer connection was made and connected, and the other side's tone was first heard. Changes nothing.
const stopwatch = {
  marks: {},
  mark(name) {
    stopwatch.marks[name] ??= performance.timeOrigin + performance.now();
  },
  takeMarks() {
    const taken = stopwatch.marks;
    stopwatch.marks = {};
    return taken;
  },
  /** Hertz of the other side's microphone. */
  listenFor(hertz) {
    const Native = window.RTCPeerConnection;
    window.RTCPeerConnection = class extends Native {
      constructor(...args) {
        super(...args);
        stopwatch.mark("offering");
        const sound = new AudioContext();
        this.addEventListener("connectionstatechange", () => this.connectionState === "connected" && stopwatch.mark("connected"));
        this.addEventListener("track", ({ track }) => stopwatch.hear(track, sound, hertz));
      }
    };
  },
  hear(track, sound, hertz) {
    const analyser = new AnalyserNode(sound, { fftSize: 256 });
    sound.createMediaStreamSource(new MediaStream([track])).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    const timer = setInterval(() => {
      analyser.getFloatTimeDomainData(samples);
      const loud = amplitude(samples, hertz / sound.sampleRate) > 0.08;
      if (loud) stopwatch.mark("heard");
      if (loud || track.readyState === "ended") {
        clearInterval(timer);
        void sound.close();
      }
    }, 5);
  },
};
window.stopwatch = stopwatch;

/** Of one frequency, in cycles a sample; 1.0 is full scale. */
function amplitude(samples, frequency) {
  let re = 0;
  let im = 0;
  samples.forEach((sample, n) => {
    re += sample * Math.cos(2 * Math.PI * frequency * n);
    im += sample * Math.sin(2 * Math.PI * frequency * n);
  });
  return (2 * Math.hypot(re, im)) / samples.length;
}

document.addEventListener(
  "click",
  (event) => {
    const pressed = event.composedPath().find((node) => node instanceof HTMLButtonElement);
    if (pressed?.textContent.trim() !== "Accept") return;
    stopwatch.takeMarks(); // what the call before left
    stopwatch.mark("accept");
  },
  { capture: true },
);
