"""Pages that a browser may keep, to be read where there is no line. What does not say so is not kept."""

from django.http import HttpRequest, HttpResponseBase

HEADER = "Chalou-Keep"


def may_be_kept(request: HttpRequest, answer: HttpResponseBase) -> None:
    """Let the worker of this house (server/offline) keep an answer for the one who asked. Only what they came to read:
    nothing with a question in its address, nothing that a form brought forth, nothing that went wrong.
    """
    if request.method == "GET" and not request.GET and answer.status_code == 200:
        answer.headers[HEADER] = "yes"
