"""Chalou 茶楼: an online teahouse.

The top-level folders of this package are layers; each imports only what stands below it.
`docs/architecture.md` has the picture, `pyproject.toml` the contract that is checked.
"""

__version__ = "0.1.0"
