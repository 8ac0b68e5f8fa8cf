"""The import contracts of pyproject.toml, kept; and able to break."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.contracts.source import ROOT

LINT = "import sys; sys.path.insert(0, '.'); from importlinter.cli import lint_imports_command; lint_imports_command()"


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", LINT, "--no-cache"], cwd=folder, capture_output=True, text=True, check=False
    )


def test_the_contracts_are_kept():
    done = lint(ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("module", "line", "broken"),
    [
        ("chalou/people/models.py", "from chalou.chat import models", "Each layer imports only"),
        ("chalou/foundation/clock.py", "from chalou.house import queries", "Each layer imports only"),
        ("chalou/chat/rules.py", "from django.db import models", "know no Django"),
        ("chalou/foundation/hub/switch.py", "import django", "know no Django"),
        ("chalou/chat/queries.py", "from chalou.chat import actions", "Inside an area"),
        ("chalou/chat/queries.py", "from chalou.people import names", "only through"),
        ("chalou/exchange/apps.py", "from chalou.chat import writer", "only through"),
        ("chalou/utils/__init__.py", "", "Each layer imports only"),
        ("chalou/chat/helpers.py", "", "Inside an area"),
    ],
)
def test_a_contract_breaks(tmp_path, module, line, broken):
    """Each of these must be noticed; else the contract above says nothing."""
    shutil.copytree(ROOT / "chalou", tmp_path / "chalou", ignore=shutil.ignore_patterns("static", "*.pyc", "locale"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    changed = tmp_path / module
    changed.parent.mkdir(exist_ok=True)
    with changed.open("a", encoding="utf-8") as file:
        file.write(f"\n{line}\n")
    done = lint(tmp_path)
    assert done.returncode == 1, done.stdout + done.stderr
    said = " ".join(f"{done.stdout} {done.stderr}".split())
    assert broken in said.partition("Broken contracts")[2] or broken in done.stderr
