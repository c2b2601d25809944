"""The page "Mengapa?": a short letter, what is missing and who owes it, then the findings in three groups."""

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from rehab.plumbing.formatting import long_date
from rehab.remisi.keeping import MET, NOT_MET, UNKNOWN, amount_articles, unpacked
from rehab.remisi.labels import round_label
from rehab.remisi.models import Round, RoundVerdict
from rehab.remisi.remedy_words import RemedySteps, remedy_steps
from rehab.remisi.sentences import Sentence, amount_words, letter, sentence_of
from rehab.remisi.shapes import UnrecordedSession


@dataclass(frozen=True, slots=True)
class Why:
    """Everything the page shows, in words."""

    letter: str
    amount: str | None
    amount_articles: str
    dates: list[tuple[str, str | None]]
    missing: list[Sentence]
    met: list[Sentence]
    unknown: list[Sentence]
    not_met: list[Sentence]
    questions: list[str]
    gaps: list[str]
    gaps_decide: bool
    remedy: RemedySteps | None


def why_page(round_: Round, kept: RoundVerdict, gaps: list[UnrecordedSession]) -> Why:
    """A kept verdict in the reader's language."""
    verdict = kept.verdict
    sentences = [sentence_of(each) for each in unpacked(verdict, round_.bases)]
    amount = amount_words(verdict["amount"], round_.kind, kept.days) if kept.days else None
    by_state = {state: [each for each in sentences if each.state == state] for state in (MET, UNKNOWN, NOT_MET)}
    earliest = _on(verdict["earliest_on"])
    return Why(
        letter=letter(
            name=kept.name,
            outcome=kept.outcome,
            round_name=str(round_label(round_.kind, round_.holiday)),
            amount=amount or "",
            class_two=kept.release_class == "II",
            lacking=len(by_state[UNKNOWN]),
            earliest_on=long_date(earliest) if earliest else None,
        ),
        amount=amount,
        amount_articles="; ".join(amount_articles(verdict, round_.bases)),
        dates=_dates(kept),
        missing=by_state[NOT_MET] + by_state[UNKNOWN],
        met=by_state[MET],
        unknown=by_state[UNKNOWN],
        not_met=by_state[NOT_MET],
        questions=sorted({question for each in sentences for question in each.questions}),
        gaps=[_("%(programme)s, %(day)s", programme=each.programme, day=long_date(each.held_on)) for each in gaps],
        gaps_decide=kept.facts["facts"]["participation"] is None,
        remedy=remedy_steps(round_, kept),
    )


def _dates(kept: RoundVerdict) -> list[tuple[str, str | None]]:
    verdict = kept.verdict
    if not kept.days:
        day = _on(verdict["expiry_before"])
        return [(_("Ekspirasi"), long_date(day) if day else None)]
    named = [
        (_("Ekspirasi sebelum remisi ini"), "expiry_before"),
        (_("Ekspirasi bila usulan diterima"), "expiry_after"),
        (_release_label(kept.facts["facts"]["subsidiary"]["days_outstanding"]), "release_on"),
    ]
    return [(label, long_date(day) if (day := _on(verdict[name])) else None) for label, name in named]


def _release_label(days: int | None) -> str:
    """Whoever must serve so many days in place of a fine after the sentence reads why the release comes later."""
    if days:
        return _("Bebas bila usulan diterima, setelah %(days)s hari kurungan pengganti (subsider)", days=days)
    return _("Bebas bila usulan diterima")


def _on(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
