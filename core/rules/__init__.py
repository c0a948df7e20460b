"""Judgements over one row per customer, as catalogues with evidence.

Every rule is a pure function of the profile, the Book and the Settings; ``judge.judge`` runs them
all. Rules give codes and facts; sentences are made where they are shown.
"""
