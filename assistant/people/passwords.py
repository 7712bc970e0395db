"""Passwords: which are accepted, and how they are kept (argon2id, RFC 9106)."""

from __future__ import annotations

import threading
import unicodedata
from functools import cached_property
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from assistant.errors import PasswordTooEasy, PasswordTooLong, PasswordTooShort

LONGEST_PASSWORD: Final = 256
_FEWEST_DIFFERENT: Final = 5
_NAME_THAT_COUNTS: Final = 4
_AT_ONCE: Final = 2
"""Passwords hashed at the same time: each takes 64 MB of memory for about a tenth of a second."""
_COMMON: Final = frozenset(
    {
        *("password", "passw", "matkhau", "mậtkhẩu", "mima", "admin", "administrator", "quantri", "root", "welcome"),
        *("iloveyou", "anhyeuem", "baocao", "letmein", "qwerty", "qwertyuiop", "asdfghjkl", "zxcvbnm", "abc"),
    }
)
"""Letters that a guessed password is built around, whatever digits and signs stand between and behind them."""
_RUNS: Final = ("0123456789012345678901234567890", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm")


class Passwords:
    """Makes and checks hashes. ``hasher`` sets the cost; the default is what RFC 9106 asks for."""

    def __init__(self, least: int, hasher: PasswordHasher | None = None) -> None:
        self._least = least
        self._hasher = hasher or PasswordHasher()
        self._turn = threading.BoundedSemaphore(_AT_ONCE)

    def hash(self, name: str, password: str) -> str:
        """Hash a new password of ``name``.

        Raises ``PasswordTooShort``, ``PasswordTooLong`` or ``PasswordTooEasy``.
        """
        check_password(name, password, self._least)
        with self._turn:
            return self._hasher.hash(_normal(password))

    def verify(self, kept: str | None, password: str) -> bool:
        """Tell whether a password is the one that was hashed; without a hash it takes just as long and is not."""
        with self._turn:
            try:
                self._hasher.verify(kept or self._nobodys, _normal(password[:LONGEST_PASSWORD]))
            except (VerificationError, InvalidHashError):
                return False
        return kept is not None

    def is_outdated(self, kept: str) -> bool:
        """Tell whether a hash was made with other costs than those of today."""
        return self._hasher.check_needs_rehash(kept)

    def rehash(self, password: str) -> str:
        """Hash a password that was accepted before."""
        with self._turn:
            return self._hasher.hash(_normal(password))

    @cached_property
    def _nobodys(self) -> str:
        """A hash that no password was made for, so that an unknown name costs what a known one does."""
        return self._hasher.hash("a password that nobody has: \0")


def check_password(name: str, password: str, least: int) -> None:
    """Raise ``PasswordTooShort``, ``PasswordTooLong`` or ``PasswordTooEasy`` unless the password can be accepted.

    Length decides, not signs of several kinds: a sentence is a good password (NIST SP 800-63B §3.1.1).
    """
    normal = _normal(password)
    if len(normal) < least:
        raise PasswordTooShort(least=least)
    if len(normal) > LONGEST_PASSWORD:
        raise PasswordTooLong(most=LONGEST_PASSWORD)
    folded = normal.casefold()
    letters = "".join(character for character in folded if character.isalpha())
    holds_name = len(name) >= _NAME_THAT_COUNTS and name.casefold() in folded
    is_run = any(folded in run or folded[::-1] in run for run in _RUNS)
    if len(set(folded)) < _FEWEST_DIFFERENT or letters in _COMMON or holds_name or is_run:
        raise PasswordTooEasy


def _normal(password: str) -> str:
    """One form for what keyboards and input methods write in several (RFC 8265 §4.2)."""
    return unicodedata.normalize("NFC", password)
