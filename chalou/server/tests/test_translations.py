"""The interface is complete in every language."""

from tools.translations import extracted, problems


def test_every_text_has_its_translation():
    assert problems() == []


def test_texts_are_found_in_templates_code_and_scripts():
    """An extractor that silently finds nothing would make the test above worthless."""
    found = extracted("django")
    assert found.get("Open to read") is not None  # a template
    assert len(found) > 100
    assert len(extracted("djangojs")) > 0
