"""One person: their things to take along (`bundle`), and leaving the house for good (`actions.leave`).

What becomes of each thing of a person when they take their things along, or leave, stands in `declared`.
"""
