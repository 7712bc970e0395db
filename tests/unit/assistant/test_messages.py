"""Every error has words in every language, and its facts stand in them."""

from __future__ import annotations

import string
from typing import get_args

import pytest

from assistant.errors import AssistantError, EmptyQuestion
from assistant.messages import UserMessage, load_messages, message, message_for
from ingest.errors import EncryptedFile, IngestError
from vectorstore.errors import StoreError
from vectorstore.records import Language

LANGUAGES: tuple[Language, ...] = get_args(Language)


def all_codes() -> set[str]:
    def below(kind: type[Exception]) -> set[type[Exception]]:
        return {kind}.union(*(below(child) for child in kind.__subclasses__()))

    roots: tuple[type[Exception], ...] = (AssistantError, IngestError, StoreError)
    kinds = set[type[Exception]]().union(*(below(root) for root in roots))
    return {str(vars(kind)["code"]) for kind in kinds}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_has_a_message(language: Language) -> None:
    assert all_codes() - set(load_messages(language)) == set()


def test_all_languages_hold_the_same_codes_and_the_same_facts() -> None:
    def shape(text: UserMessage) -> set[str]:
        whole = f"{text.happened}{text.meaning}{text.remedy}"
        return {name for _, name, _, _ in string.Formatter().parse(whole) if name}

    shapes = [{code: shape(text) for code, text in load_messages(language).items()} for language in LANGUAGES]
    assert shapes[0] == shapes[1] == shapes[2]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_happened_is_always_said(language: Language) -> None:
    assert [code for code, text in load_messages(language).items() if not text.happened] == []


def test_an_error_is_worded_with_its_facts() -> None:
    assert message_for(EncryptedFile(file="a.pdf"), "vi") == UserMessage(
        "Không đọc được “a.pdf”: tệp có mật khẩu.",
        "Câu trả lời sẽ không dùng nội dung của tệp này.",
        "Hãy bỏ mật khẩu rồi thêm lại.",
    )


def test_a_missing_fact_does_not_hide_the_message() -> None:
    assert message("encrypted", "en").happened == "Could not read “…”: it has a password."


def test_braces_in_a_fact_are_not_read_as_fields() -> None:
    assert message("encrypted", "en", file="{x}").happened == "Could not read “{x}”: it has a password."


def test_an_unknown_code_is_an_internal_error_with_its_incident() -> None:
    assert "7f3a" in str(message("no_such_code", "zh", incident="7f3a"))
    assert message_for(EmptyQuestion(), "en").meaning == ""
