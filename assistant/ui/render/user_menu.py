"""Who is logged in, and what such a person can do about it."""

from __future__ import annotations

from assistant.people.values import Visitor
from assistant.ui.render.markup import Html, icon, tag
from assistant.ui.texts import Texts


def render_user_menu(visitor: Visitor, texts: Texts) -> Html | None:
    """The menu under a person's name; the local user of a page without log-in has none."""
    if not visitor.is_account:
        return None
    return tag(
        "details",
        tag(
            "summary",
            icon("person"),
            tag("span", visitor.name, class_="user-name"),
            aria_label=texts("user.menu", name=visitor.name),
            class_="quiet",
        ),
        tag(
            "div",
            tag("p", tag("b", visitor.name), tag("small", texts(f"role.{visitor.role}")), class_="who"),
            tag("a", texts("user.password"), href="/password", class_="option"),
            tag(
                "form",
                tag("button", texts("user.log_out"), type="submit", class_="option"),
                method="post",
                action="/logout",
                data_leaving=True,
            ),
            class_="menu",
            role="group",
            aria_label=texts("user.menu", name=visitor.name),
        ),
        data_menu=True,
        data_keep="user",
        class_="user",
    )
