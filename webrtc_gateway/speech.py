"""A voice: `python -m webrtc_gateway.speech` reads a sentence from standard input and writes it, spoken, as WAV.

It is a program of its own because espeak-ng is under the GPL: the gateway starts it and never loads the library
(docs/adr/0017-a-voice-in-a-process-of-its-own.md). It knows nothing of the gateway, and needs no settings.
"""

import ctypes
import os
import sys
import wave
from pathlib import Path

VOICE = "en-gb-x-rp"
WORDS_A_MINUTE = 150
PAUSE_BETWEEN_WORDS = 1  # in tens of milliseconds, beyond the usual
LOUDNESS = 85  # of espeak-ng's 100: a little above the music
NICE = 10  # running calls go first

# Of espeak-ng's speak_lib.h.
SYNCHRONOUS = 2
DO_NOT_EXIT = 0x8000
RATE, VOLUME, WORD_GAP = 1, 2, 7
BY_CHARACTER = 1
UTF_8 = 1
Heard = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)


class NoVoice(Exception):
    """espeak-ng is not installed, or does not start."""


def main() -> None:
    os.nice(NICE)
    rate, samples = speak(sys.stdin.buffer.read().decode())
    with wave.open(sys.stdout.buffer, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(samples)


def speak(text: str) -> tuple[int, bytes]:
    """Samples a second, and the samples: 16 bits, mono. Raises NoVoice."""
    espeak = _library()
    # The path handed over may have 160 characters at most, so it is a short one.
    rate = espeak.espeak_Initialize(SYNCHRONOUS, 0, b"espeak-ng-data", DO_NOT_EXIT)
    if rate <= 0 or espeak.espeak_SetVoiceByName(VOICE.encode()) != 0:
        raise NoVoice("espeak-ng does not start")
    espeak.espeak_SetParameter(RATE, WORDS_A_MINUTE, 0)
    espeak.espeak_SetParameter(VOLUME, LOUDNESS, 0)
    espeak.espeak_SetParameter(WORD_GAP, PAUSE_BETWEEN_WORDS, 0)
    samples = bytearray()

    def heard(wave: "ctypes._Pointer[ctypes.c_short]", count: int, events: int) -> int:
        if wave and count:
            samples.extend(ctypes.string_at(wave, 2 * count))
        return 0

    listening = Heard(heard)  # a name of its own: the library keeps no reference
    espeak.espeak_SetSynthCallback(listening)
    said = text.encode() + b"\0"
    espeak.espeak_Synth(said, len(said), 0, BY_CHARACTER, 0, UTF_8, None, None)
    espeak.espeak_Synchronize()
    return rate, bytes(samples)


def _library() -> ctypes.CDLL:
    try:
        import espeakng_loader  # noqa: PLC0415  there is no wheel of it for some machines
    except ImportError as missing:
        raise NoVoice("espeakng-loader is not installed") from missing
    path = Path(espeakng_loader.get_library_path())
    os.chdir(path.parent)
    return ctypes.CDLL(str(path))


if __name__ == "__main__":
    main()
