"""Somebody with a browser but without scripts: loads pages, sends forms, and keeps cookies."""

from dataclasses import dataclass
from http.cookiejar import CookieJar
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, HTTPRedirectHandler, Request, build_opener


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    text: str
    retry_after: str | None


class _StayHere(HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


class Visitor:
    """`session` is the `Cookie` header of somebody who is signed in; without, a stranger."""

    def __init__(self, address: str, session: str = "", *, language: str = "en", patience_s: float = 30) -> None:
        self._address, self._session, self._patience_s = address, session, patience_s
        self._headers = {"Accept-Language": language}
        self._cookies = CookieJar()
        self._opener = build_opener(HTTPCookieProcessor(self._cookies), _StayHere)

    @property
    def has_token(self) -> bool:
        return any(cookie.name == "chalou_csrf" for cookie in self._cookies)

    def get(self, path: str, *, accept: str = "text/html") -> Answer:
        return self._ask(Request(self._address + path, headers=self._headers | {"Accept": accept}))

    def post(self, path: str, *, accept: str = "text/html", **fields: str) -> Answer:
        """Send a form. Its token is the cookie's, which any page with a form has set before."""
        token = next(cookie.value for cookie in self._cookies if cookie.name == "chalou_csrf")
        data = urlencode({"csrfmiddlewaretoken": token, **fields}).encode()
        return self._ask(Request(self._address + path, data, self._headers | {"Accept": accept}))

    def _ask(self, request: Request) -> Answer:
        if self._session:
            self._cookies.add_cookie_header(request)
            kept = request.get_header("Cookie")
            request.add_unredirected_header("Cookie", "; ".join(filter(None, [kept, self._session])))
        try:
            with self._opener.open(request, timeout=self._patience_s) as answer:
                return Answer(answer.status, answer.read().decode(), answer.headers["Retry-After"])
        except HTTPError as answer:
            return Answer(answer.code, answer.read().decode(), answer.headers["Retry-After"])
