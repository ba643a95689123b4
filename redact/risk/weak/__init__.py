"""Releases that are weak on purpose, so that a pass of the real one means something: each is broken by the scenario made
for it. One function each, from a case to a case with another release of the same city."""
