"""Words for the help, as they are typed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from chalou.foundation.refusals import Refused
from chalou.help.rules import TEXT_LENGTH, TITLE_LENGTH


def put(form: forms.Form, refused: Refused) -> None:
    """Write a refusal into the form, beside its field where there is one."""
    form.add_error(refused.field if refused.field in form.fields else None, str(refused))


def status_of(form: forms.Form) -> int:
    """How a page with this form is answered: programs see by it that something was wrong."""
    return 422 if form.errors else 200


class SectionForm(forms.Form):
    """The name of a section."""

    title = forms.CharField(label=_("Name of the section"), max_length=2 * TITLE_LENGTH)


class QuestionForm(forms.Form):
    """A question and its answer."""

    title = forms.CharField(label=_("Question"), help_text=_("As somebody would ask it."), max_length=2 * TITLE_LENGTH)
    text = forms.CharField(
        label=_("The answer"),
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
