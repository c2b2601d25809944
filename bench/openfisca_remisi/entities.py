"""Who is counted: one person in prison."""

from openfisca_core.entities import build_entity

Person = build_entity(key="person", plural="persons", label="A person in prison", is_person=True)
