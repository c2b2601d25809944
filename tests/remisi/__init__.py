"""Rounds over rows: population, facts, lists, reasons, exports."""
