"""How they behave: SPPN months, risk assessments, Register F."""
