// How loud a stream is right now, for the level meters.

export type Level = () => number;

export const SILENT: Level = () => 0;

/** 0 (silence) to 1 (as loud as speech gets): the loudest sample of the newest 40 ms, on a curve that shows quiet speech. */
export function levelOf(stream: MediaStream, context: AudioContext): Level {
  const analyser = context.createAnalyser();
  analyser.fftSize = 2048;
  context.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  return () => {
    analyser.getFloatTimeDomainData(samples);
    const loudest = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
    return Math.min(1, Math.sqrt(loudest));
  };
}

/** The louder of two, at each moment. */
export function loudest(one: Level, other: Level): Level {
  return () => Math.max(one(), other());
}
