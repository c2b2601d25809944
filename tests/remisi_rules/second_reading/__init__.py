"""The law of remisi read a second time, from its text alone: the oracle beside the engine, sharing no line with it.

Numbers stand as literals beside the sentence that names them, each row of the table of criteria is one function, and
nothing is optimised: what is plain here is what the engine is measured against.
"""

from tests.remisi_rules.second_reading.question import Refused
from tests.remisi_rules.second_reading.spotless import complete
from tests.remisi_rules.second_reading.verdict import answer, milestones

__all__ = ["Refused", "answer", "complete", "milestones"]
