"""The conditions, one a file, each named as a fact that is true or false."""

from collections.abc import Callable

from rehab.remisi_rules.answer import Answer
from rehab.remisi_rules.criteria import (
    active_in_program,
    deradicalised,
    earlier_ru,
    final_judgment,
    fine_paid,
    good_conduct,
    in_custody,
    justice_collaborator,
    loyalty_pledge,
    not_escaped,
    not_in_subsidiary,
    not_on_leave,
    once_a_year,
    one_third_served,
    over_70,
    parole_intact,
    prolonged_illness,
    religion_day,
    risk_reduced,
    ru_same_day,
    sentence_kind,
    sentence_length,
    served_minimum,
    service_ground,
    sppn_good,
    still_serving,
    under_18,
)
from rehab.remisi_rules.question import Question

_FILES = (
    final_judgment,
    under_18,
    sentence_kind,
    sentence_length,
    in_custody,
    still_serving,
    served_minimum,
    not_escaped,
    not_on_leave,
    parole_intact,
    not_in_subsidiary,
    good_conduct,
    sppn_good,
    active_in_program,
    risk_reduced,
    religion_day,
    one_third_served,
    justice_collaborator,
    fine_paid,
    deradicalised,
    loyalty_pledge,
    over_70,
    prolonged_illness,
    earlier_ru,
    ru_same_day,
    service_ground,
    once_a_year,
)
EVALUATE: dict[str, Callable[[Question], Answer]] = {
    module.__name__.rpartition(".")[2]: module.evaluate for module in _FILES
}
