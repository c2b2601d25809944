"""The remisi umum of today for OpenFisca-core: a country package as its authors write them.

Entities, variables with vectorised formulas, parameters in YAML with their dates. It runs in an environment of its own
(bench/requirements-openfisca.txt) and imports nothing of Bina; what it shares with it is the lines of JSON.
"""
