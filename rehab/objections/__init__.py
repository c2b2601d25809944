"""Objections of a warga binaan or the family: recorded with a number and a day, answered by a named person, never deleted."""
