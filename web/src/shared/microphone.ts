// Asking for the microphone, with its ways to fail by name.
import type { LegFailure } from "./wire";

/** `reason` is what the other side is told. */
export class MicrophoneProblem extends Error {
  constructor(readonly reason: Extract<LegFailure, "microphone_refused" | "microphone_absent" | "microphone_in_use">) {
    super(reason);
    this.name = "MicrophoneProblem";
  }
}

export type AskForMicrophone = (wanted: MediaStreamConstraints) => Promise<MediaStream>;

/** Raises `MicrophoneProblem`: refused by the person or their browser's rules, taken by another program, or not there. */
export async function openMicrophone(ask: AskForMicrophone | undefined): Promise<MediaStream> {
  // A page that was not loaded over HTTPS (or from this machine) has no microphone to ask for.
  if (ask === undefined) throw new MicrophoneProblem("microphone_absent");
  try {
    // Chromium's noise suppression takes every steady sound away (a tone falls by 19 dB within two seconds) and, together with the
    // echo canceller, a soft voice with it; the other side hears the room as it is.
    return await ask({
      audio: { echoCancellation: true, noiseSuppression: false, autoGainControl: true },
      video: false,
    });
  } catch (problem) {
    throw new MicrophoneProblem(reasonOf(problem));
  }
}

/** The browser's own microphone, where it offers one. */
export function browserMicrophone(): AskForMicrophone | undefined {
  const devices = navigator.mediaDevices as MediaDevices | undefined;
  return devices && (wanted => devices.getUserMedia(wanted));
}

function reasonOf(problem: unknown): MicrophoneProblem["reason"] {
  switch (problem instanceof DOMException ? problem.name : "") {
    case "NotAllowedError":
    case "SecurityError":
      return "microphone_refused";
    // The system or another program holds it.
    case "NotReadableError":
    case "AbortError":
      return "microphone_in_use";
    default:
      return "microphone_absent";
  }
}
