"""What the engine says when it will not answer a question."""


class RefusedQuestion(ValueError):
    """A question that gets no verdict; the text says why and never carries personal data."""


class InvalidQuestion(RefusedQuestion):
    """The question is malformed: an unknown word, an impossible date, a number that cannot be."""


class RuleNotInForce(RefusedQuestion):
    """The law asked for did not stand, or has no round, on that day."""


class LawDataError(ValueError):
    """A parameter file of the law is not fit to be loaded."""
