import { useCallback, useEffect, useRef } from 'react';

/** A function that reads the loudness (0..1) of a local track, for meters. */
export function useTrackLevel(track: MediaStreamTrack | undefined): () => number {
  const analyser = useRef<AnalyserNode | undefined>(undefined);
  useEffect(() => {
    if (track === undefined) return undefined;
    const context = new AudioContext();
    const node = context.createAnalyser();
    node.fftSize = 512;
    context.createMediaStreamSource(new MediaStream([track])).connect(node);
    analyser.current = node;
    // Before the first click the browser may hold it back; any press lets it go.
    const wake = () => void context.resume();
    document.addEventListener('pointerdown', wake);
    return () => {
      document.removeEventListener('pointerdown', wake);
      analyser.current = undefined;
      void context.close();
    };
  }, [track]);
  return useCallback(() => (analyser.current === undefined ? 0 : loudnessOf(analyser.current)), []);
}

/** Root mean square on a scale that follows hearing: -60 dB is 0, 0 dB is 1. */
function loudnessOf(node: AnalyserNode): number {
  const samples = new Float32Array(node.fftSize);
  node.getFloatTimeDomainData(samples);
  const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
  const decibels = 10 * Math.log10(Math.max(power, 1e-9));
  return Math.min(1, Math.max(0, (decibels + 60) / 60));
}
