"""Words for the help, as they are typed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from chalou.help.rules import TEXT_LENGTH, TITLE_LENGTH
from chalou.people.forms import HouseForm


class SectionForm(HouseForm):
    """The name of a section."""

    title = forms.CharField(label=_("Name of the section"), max_length=2 * TITLE_LENGTH)


class QuestionForm(HouseForm):
    """A question and its answer."""

    title = forms.CharField(label=_("Question"), help_text=_("As somebody would ask it."), max_length=2 * TITLE_LENGTH)
    text = forms.CharField(
        label=_("Answer"),
        help_text=_(
            "Short paragraphs, an empty line between them. **strong**, *stressed*, - a list, 1. steps, "
            "> quoted, [words](https://…) a link."
        ),
        max_length=4 * TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 12}),
    )


class NewQuestionForm(QuestionForm):
    """… and where it stands."""

    section = forms.ChoiceField(label=_("Section"))

    def __init__(self, *args: Any, sections: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["section"]
        assert isinstance(chosen, forms.ChoiceField)
        chosen.choices = sections
        self.order_fields(["section", "title", "text"])
