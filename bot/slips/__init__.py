"""Slips of the finger, mended before a message is understood or judged."""
