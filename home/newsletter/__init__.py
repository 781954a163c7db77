"""The publisher's newsletter: who asked for it, confirmed and left (double opt-in)."""
