"""The tax and benefit system, as OpenFisca calls a body of law."""

from pathlib import Path

from openfisca_core.taxbenefitsystems import TaxBenefitSystem

from bench.openfisca_remisi.entities import Person
from bench.openfisca_remisi.variables import conditions, inputs, outcome, prepared


class Remisi(TaxBenefitSystem):
    """All variables and parameters."""

    def __init__(self) -> None:
        super().__init__([Person])
        for module in (inputs, prepared, conditions, outcome):
            self.add_variables(*module.VARIABLES)
        self.load_parameters(str(Path(__file__).parent / "parameters"))
