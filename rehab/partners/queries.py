"""Reading agencies, agreements and action plans."""
