"""Who asks, for the length of one event of the page: what the page calls is that person's service and no other.

Each function of the page is wrapped once, when the page is built (``know_asker``). The wrapper takes the person from
the request, where the gate put it, writes the name into the page's ``Visit``, and runs the function in a context that
says who it is. ``AskersService`` stands where the tabs expect a service and hands every call to the service of the
person in that context. A call from anywhere else has no person and fails: there is nothing to forget in a tab.
"""

from __future__ import annotations

import contextvars
import functools
import inspect
import typing
from collections.abc import Callable, Iterator
from typing import Any, Final, Protocol, cast

import gradio as gr

from assistant.errors import NotAllowed
from assistant.people.gate import visitor_in
from assistant.people.values import LOCAL_VISITOR, Visitor
from assistant.ui.service import PageService
from assistant.ui.visit import Visit

Identify = Callable[[gr.Request], Visitor]
_ASKER: Final[contextvars.ContextVar[Visitor]] = contextvars.ContextVar("asker")
_REQUEST: Final = "asker_request"


class PageServices(Protocol):
    """Where the page gets the service of each person from."""

    def for_visitor(self, visitor: Visitor) -> PageService:
        """Give what one person may do."""
        ...


class AskersService:
    """Hands each call to the service of whoever asks; raises ``LookupError`` where nobody does."""

    def __init__(self, services: PageServices) -> None:
        self._services = services

    def __getattr__(self, name: str) -> Any:
        return getattr(self._services.for_visitor(_ASKER.get()), name)


def service_of_asker(services: PageServices) -> PageService:
    """Give the service that is always that of whoever asks."""
    return cast(PageService, AskersService(services))


def asker() -> Visitor:
    """Say who asks; raises ``LookupError`` outside the events of the page."""
    return _ASKER.get()


def visitor_of_request(request: gr.Request) -> Visitor:
    """Say who sent a request that came through the gate; raises ``NotAllowed`` for one that did not."""
    sent = request.request
    visitor = None if sent is None else visitor_in(sent.scope)
    if visitor is None:
        raise NotAllowed
    return visitor


def local_visitor(request: gr.Request) -> Visitor:
    """Take everybody for the local user: for pages without a gate, in tests and for looking at the page."""
    del request
    return LOCAL_VISITOR


def know_asker(blocks: gr.Blocks, identify: Identify) -> None:
    """Wrap every function of the page, so that none of them runs without knowing for whom."""
    for function in blocks.fns.values():
        if function.fn is not None:
            function.fn = _known(function.fn, identify)


def _known(function: Callable[..., Any], identify: Identify) -> Callable[..., Any]:
    """The function with one more parameter at its end, the request, which Gradio fills in by its type."""
    signature = inspect.signature(function)
    hints = typing.get_type_hints(function)

    def begin(arguments: tuple[Any, ...]) -> tuple[contextvars.Context, tuple[Any, ...]]:
        *own, request = arguments
        visitor = identify(request)
        for value in own:
            if isinstance(value, Visit):
                _claim(value, visitor)
        context = contextvars.copy_context()
        context.run(_ASKER.set, visitor)
        return context, tuple(own)

    def steps(*arguments: Any) -> Iterator[Any]:
        context, own = begin(arguments)
        yield from _in_context(context, function(*own))

    def answer(*arguments: Any) -> Any:
        context, own = begin(arguments)
        return context.run(function, *own)

    wrapper: Any = functools.wraps(function)(steps if inspect.isgeneratorfunction(function) else answer)
    added = inspect.Parameter(_REQUEST, inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=gr.Request)
    wrapper.__signature__ = signature.replace(parameters=[*signature.parameters.values(), added])
    wrapper.__annotations__ = {**hints, _REQUEST: gr.Request}
    return cast(Callable[..., Any], wrapper)


def _claim(visit: Visit, visitor: Visitor) -> None:
    """Give a fresh page to whoever uses it first; the gate keeps others away, and this is the second lock."""
    if visit.owner is None:
        visit.owner = visit.user = visitor.name
    if visit.owner != visitor.name:
        raise NotAllowed


def _in_context(context: contextvars.Context, results: Iterator[Any]) -> Iterator[Any]:
    """Run each step of a generator in one context, whichever thread it is asked for in."""
    missing = object()
    try:
        while (result := context.run(next, results, missing)) is not missing:
            yield result
    finally:
        close = getattr(results, "close", None)
        if close is not None:
            context.run(close)
