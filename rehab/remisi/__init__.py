"""Rounds and their verdicts, kept with their facts."""
