"""Accounts, rights over collections and the audit log, for administrators."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.people.values import (
    AUDIT_ACTIONS,
    EVERYONE,
    LEVELS,
    ROLES,
    Account,
    AuditEntry,
    AuditFilter,
    Collection,
)
from assistant.ui.render.admin import moment_or_none, render_table
from assistant.ui.render.markup import Html, action, join, tag
from assistant.ui.texts import Texts
from assistant.ui.wording import collection_text


def render_accounts(accounts: Sequence[Account], texts: Texts) -> Html:
    """Every account with its role and what can be done with it, and a form for another one."""
    rows = [
        (
            tag("b", one.name),
            _role_form(one, texts),
            tag(
                "span",
                texts("people.disabled" if one.disabled else "people.active"),
                class_="badge weak" if one.disabled else "badge good",
            ),
            moment_or_none(one.last_seen_at, texts),
            action(
                "enable_account" if one.disabled else "disable_account",
                texts("people.enable_named" if one.disabled else "people.disable_named", name=one.name),
                texts("people.enable" if one.disabled else "people.disable"),
                payload={"name": one.name},
                class_="chip",
            ),
        )
        for one in accounts
    ]
    return join(
        [
            render_table(
                texts("people.accounts"), ("account", "role", "state", "seen", ""), rows, texts, "people.none"
            ),
            tag(
                "form",
                _input("name", texts("log_in.name"), texts, autocomplete="off"),
                _select("role", texts("column.role"), [(one, texts(f"role.{one}")) for one in ROLES]),
                _input(
                    "password", texts("people.first_password"), texts, type_="password", autocomplete="new-password"
                ),
                tag("button", texts("people.add"), type="submit", class_="chip chosen"),
                data_submit="add_account",
                class_="row",
            ),
        ]
    )


def _role_form(account: Account, texts: Texts) -> Html:
    options = [(one, texts(f"role.{one}")) for one in ROLES]
    return tag(
        "form",
        tag("input", type="hidden", name="name", value=account.name),
        tag(
            "select",
            *(tag("option", words, value=value, selected=value == account.role) for value, words in options),
            name="role",
            aria_label=texts("people.role_of", name=account.name),
        ),
        data_changes="set_role",
    )


def render_collections(collections: Sequence[Collection], accounts: Sequence[Account], texts: Texts) -> Html:
    """Every collection with who may do what, and a form to grant more."""
    names = [EVERYONE, *(one.name for one in accounts)]
    rows = [
        (tag("b", collection_text(one.name, texts)), _rights(one, texts), _confidential(one, texts))
        for one in collections
    ]
    return join(
        [
            render_table(
                texts("people.collections"),
                ("collection", "rights", "confidential"),
                rows,
                texts,
                "people.no_collections",
            ),
            tag(
                "form",
                _input("collection", texts("library.collection"), texts, list_="rights-collections"),
                tag("datalist", *(tag("option", value=one.name) for one in collections), id="rights-collections"),
                _select("name", texts("column.account"), [(one, _subject(one, texts)) for one in names]),
                _select("level", texts("column.rights"), [(one, texts(f"people.level_{one}")) for one in LEVELS]),
                tag("button", texts("people.grant"), type="submit", class_="chip chosen"),
                data_submit="grant_right",
                class_="row",
            ),
        ]
    )


def _subject(name: str, texts: Texts) -> str:
    return texts("people.everyone") if name == EVERYONE else name


def _rights(one: Collection, texts: Texts) -> Html:
    if not one.rights:
        return tag("span", texts("people.administrators_only"), class_="unsaid")
    return join(
        [
            action(
                "revoke_right",
                texts("people.revoke_named", name=_subject(right.subject, texts)),
                tag("span", f"{_subject(right.subject, texts)}: {texts(f'people.level_{right.level}')} ×"),
                payload={"collection": one.name, "name": right.subject},
                class_="chip",
            )
            for right in one.rights
        ]
    )


def _confidential(one: Collection, texts: Texts) -> Html:
    return action(
        "set_confidential",
        texts("people.confidential_named", name=one.name),
        texts("people.confidential_off" if one.confidential else "people.confidential_on"),
        payload={"collection": one.name, "confidential": not one.confidential},
        class_="chip chosen" if one.confidential else "chip",
        aria_pressed="true" if one.confidential else "false",
    )


def render_audit(entries: Sequence[AuditEntry], wanted: AuditFilter, texts: Texts, count: int) -> Html:
    """The audit log, filtered, with a file of all that matches."""
    rows = [
        (
            moment_or_none(one.at, texts),
            one.who,
            texts(f"audit.{one.action}"),
            one.detail or one.object[:16],
            one.collection,
            texts("audit.done") if one.outcome == "done" else one.outcome,
            one.address,
        )
        for one in entries
    ]
    actions = [("", texts("library.any")), *((one, texts(f"audit.{one}")) for one in AUDIT_ACTIONS)]
    chosen = next(iter(wanted.actions), "")
    return join(
        [
            tag(
                "form",
                _input("who", texts("column.who"), texts, value=wanted.who, required=False),
                _select("action", texts("column.what"), actions, chosen),
                _input("words", texts("audit.words"), texts, value=wanted.words, required=False),
                _date("since", texts("filter.from")),
                _date("until", texts("filter.to")),
                data_changes="filter_audit",
                class_="row",
            ),
            tag(
                "p",
                texts.count("audit.count", count),
                " ",
                action("export_audit", texts("audit.export"), class_="chip"),
                class_="small",
            ),
            render_table(
                texts("admin.section_audit"),
                ("when", "who", "what", "object", "collection", "outcome", "address"),
                rows,
                texts,
                "audit.none",
            ),
        ]
    )


def _date(name: str, label: str) -> Html:
    return tag("label", tag("span", label), tag("input", type="date", name=name, data_typed=f"audit-{name}"))


def _input(
    name: str,
    label: str,
    texts: Texts,
    *,
    type_: str = "text",
    value: str = "",
    required: bool = True,
    list_: str | None = None,
    autocomplete: str | None = None,
) -> Html:
    return tag(
        "label",
        tag("span", label),
        tag(
            "input",
            type=type_,
            name=name,
            value=value,
            required=required,
            list=list_,
            maxlength="200",
            autocomplete=autocomplete,
            data_typed=f"admin-{name}" if type_ == "text" else None,
        ),
    )


def _select(name: str, label: str, options: Sequence[tuple[str, str]], chosen: str = "") -> Html:
    return tag(
        "label",
        tag("span", label),
        tag(
            "select",
            *(tag("option", words, value=value, selected=value == chosen) for value, words in options),
            name=name,
        ),
    )
