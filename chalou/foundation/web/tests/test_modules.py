"""A script with all that it imports."""

import pytest

from chalou.foundation.web.modules import modules, script


@pytest.fixture
def scripts(tmp_path, settings):
    (tmp_path / "area").mkdir()
    (tmp_path / "web").mkdir()
    (tmp_path / "area" / "page.js").write_text(
        'import {\n  one,\n  two,\n} from "./part.js";\nimport "../web/words.js";\n'
        'const later = () => import("./rare.js");\n'
    )
    (tmp_path / "area" / "part.js").write_text(
        'export { say } from "../web/words.js";\nexport const text = "./page.js";\n'
    )
    (tmp_path / "area" / "rare.js").write_text("")
    (tmp_path / "web" / "words.js").write_text('import { page } from "../area/page.js";\n')
    settings.STATICFILES_DIRS = [str(tmp_path)]
    return tmp_path


def test_all_that_is_imported_is_named_once_and_what_comes_later_is_not(scripts):
    assert modules("area/page.js") == ["area/page.js", "area/part.js", "web/words.js"]


def test_what_imports_a_file_that_is_not_there_is_not_served(scripts):
    (scripts / "web" / "words.js").write_text('import { say } from "./none.js";\n')
    with pytest.raises(FileNotFoundError, match=r"web/none\.js"):
        modules("area/page.js")


def test_in_the_head_they_stand_before_the_script():
    lines = script("chat/room.js").split("\n")
    assert lines[-1].startswith('<script type="module" src="/static/')
    assert lines[-1].endswith('/chat/room.js"></script>')
    assert all(line.startswith('<link rel="modulepreload" href="/static/') for line in lines[:-1])
    assert any(line.endswith('/web/words.js">') for line in lines)
