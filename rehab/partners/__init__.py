"""Agencies, agreements (PKS), action plans."""
