"""The people: identity, sentence, detention, placement, papers, remissions received, absences."""
