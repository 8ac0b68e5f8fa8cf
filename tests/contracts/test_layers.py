"""What import contracts cannot see: foreign keys, models fetched by name, and that page and contract agree."""

import ast
import re

from django.apps import apps
from django.db.models import ForeignObject, ManyToManyField

from tests.contracts.source import PACKAGE, ROOT, contract, level, modules


def area_of(module: str) -> str:
    return module.split(".")[1]


def test_the_architecture_page_lists_the_layers_of_the_contract():
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"^```layers\n(.*?)^```", page, flags=re.DOTALL | re.MULTILINE)
    assert tuple(block.splitlines()) == contract()


def test_layers_in_parentheses_are_the_unbuilt_ones():
    for line in contract():
        for name, plain in re.findall(r"\((\w+)\)|(\w+)", line):
            is_built = (PACKAGE / (name or plain)).is_dir()
            assert is_built == bool(plain), f"{name or plain}: parentheses are for what is not built, and only for that"


def test_the_architecture_page_describes_every_area():
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    areas = [path.parent.name for path in PACKAGE.glob("*/__init__.py")]
    assert areas
    assert [area for area in areas if f"| `{area}` |" not in page] == []


def test_foreign_keys_across_areas_point_down_and_leave_no_name_there():
    seen = 0
    for model in apps.get_models():
        if not model.__module__.startswith("chalou."):
            continue
        here = area_of(model.__module__)
        for field in model._meta.get_fields():
            if not isinstance(field, ForeignObject | ManyToManyField) or field.model is not model:
                continue
            target = field.related_model
            if not target.__module__.startswith("chalou.") or area_of(target.__module__) == here:
                continue
            seen += 1
            what = f"{model.__name__}.{field.name}"
            assert level(area_of(target.__module__)) > level(here), f"{what} points up"
            assert field.remote_field.related_name == "+", f'{what} needs related_name="+"'
    assert seen


def test_foreign_keys_name_a_class():
    """By string they would pass the import contract unseen."""
    found = [
        f"{name}:{call.lineno}"
        for name, tree in modules()
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        and ast.unparse(call.func).endswith(("ForeignKey", "OneToOneField", "ManyToManyField"))
        and call.args
        and isinstance(call.args[0], ast.Constant)
        and "." in str(call.args[0].value)
    ]
    assert found == []


def test_nobody_fetches_a_model_by_name():
    found = [
        f"{name}:{call.lineno}"
        for name, tree in modules()
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "get_model"
    ]
    assert found == []


def test_imports_stand_at_the_top():
    # A command is loaded when it is asked for: most need Django, which must not read settings nobody has checked yet.
    loads_by_name = "chalou/server/command/__init__.py"
    found = [
        f"{name}:{inner.lineno}"
        for name, tree in modules()
        if name != loads_by_name
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for inner in ast.walk(function)
        if isinstance(inner, ast.Import | ast.ImportFrom)
        or (isinstance(inner, ast.Call) and ast.unparse(inner.func) in ("__import__", "importlib.import_module"))
    ]
    assert found == []


def test_there_are_no_drawers():
    drawers = {"utils", "util", "helpers", "helper", "common", "base", "core", "services", "misc"}
    allowed = {
        "chalou/foundation/sqlite/base.py",  # where Django looks for a database engine
        "chalou/events/vocabulary/base.py",
    }
    found = [name for name, _ in modules() if drawers & set(name.removesuffix(".py").split("/"))]
    assert set(found) <= allowed
