"""Errors of the assistant and its interfaces.

AssistantError
├── EmptyQuestion               nothing was asked
├── QuestionTooLong             beyond the limit of characters
├── SettingsInvalid             a setting is unknown or out of bounds
├── LibraryEmpty                there is nothing to search yet
├── AddressNotAllowed           off loopback without users
├── PortInUse                   another program listens there
├── InputFileInvalid            a batch file line that is not what the contract says
├── UnknownConversation         no such conversation of this user
├── WorkspaceDamaged            the kept conversations cannot be read
├── TextTooLong                 a text to be checked is beyond the limit
├── HouseProfileInvalid         a house profile holds something that cannot be used
├── DocxUnreadable              a file that should be DOCX is none
│   ├── DocxEncrypted           it opens only with a password
│   ├── DocxDamaged             it is broken
│   └── DocxTooLarge            it unpacks beyond the limit
├── PdfUnavailable              LibreOffice is not installed
├── PdfFailed                   LibreOffice did not write the PDF
├── DraftError                  a text cannot be drafted from what was asked
│   ├── EmptyRequest            nothing was asked for
│   ├── RequestTooLong          the request is beyond the limit of characters
│   ├── GenreUnknown            a genre that is none of those offered
│   ├── UnknownDraft            no such draft, or version of it, of this user
│   ├── DraftChanged            another version stands by now than the writer saw
│   ├── BlockLocked             a block that was to be changed is locked
│   ├── InstructionUnclear      no rule and no model does what was asked
│   ├── NothingToRevise         what was asked would change nothing
│   ├── HouseUnknown            no house profile of that name
│   └── OutputFailed            the files of a draft could not be written
├── BackupError                 a backup could not be written or taken back
│   ├── BackupExists            there is a file of that name already
│   ├── BackupDamaged           it is no backup, or not what was written
│   └── RestoreNotEmpty         the folder to restore into holds something
├── PeopleError                 what has to do with accounts and rights
│   ├── UnknownAccount          no account has that name
│   ├── AccountExists           there is one already
│   ├── AccountNameInvalid      a name that no account can have
│   ├── LastAdministrator       nobody would be left to look after the accounts
│   ├── PasswordRefused         a new password that is not accepted
│   │   ├── PasswordTooShort    too few characters
│   │   ├── PasswordTooLong     too many
│   │   └── PasswordTooEasy     easily guessed
│   ├── LogInFailed             no such name with that password
│   ├── LogInLocked             too many failures; one has to wait
│   ├── NotAllowed              it is not this person's to do
│   ├── CollectionNameInvalid   a name that no collection can have
│   ├── ConfidentialNotForEveryone  a confidential collection cannot be open to everyone
│   └── PeopleDamaged           the file of people cannot be read
└── ChatModelError              the language model did not do its part; answers fall back to quoting
    ├── ChatModelUnknown        a name that is in no list and no file
    ├── ChatModelAbsent         known, but not on disk
    ├── ChatModelUnusable       the file or the settings cannot work on this machine
    ├── ChatModelFailed         it died, refused or sent nonsense
    └── ChatModelTimeout        it did not answer within its time

Every class has a stable ``code``; text for people lives in ``assistant/messages/<language>.toml`` under it.
"""

from __future__ import annotations

from typing import ClassVar

from ingest.errors import IngestError
from vectorstore.errors import StoreError


class AssistantError(Exception):
    """Anything that goes wrong above the indexes and that a user can be told about."""

    code: ClassVar[str] = "assistant_error"

    def __init__(self, **facts: object) -> None:
        self.facts = facts
        super().__init__(f"{self.code}: " + ", ".join(f"{key}={value!r}" for key, value in facts.items()))


class EmptyQuestion(AssistantError):
    """The question holds no letter and no digit."""

    code = "empty_question"


class QuestionTooLong(AssistantError):
    """The question is longer than the limit (facts: limit, found)."""

    code = "question_too_long"


class SettingsInvalid(AssistantError):
    """A setting is unknown or out of bounds (facts: setting, value, allowed)."""

    code = "settings_invalid"


class LibraryEmpty(AssistantError):
    """The library holds no indexed report yet."""

    code = "library_empty"


class AddressNotAllowed(AssistantError):
    """The server was asked to listen off loopback while there are no users (facts: host)."""

    code = "address_not_allowed"


class PortInUse(AssistantError):
    """Another program already listens on the port (facts: host, port)."""

    code = "port_in_use"


class InputFileInvalid(AssistantError):
    """A line of a batch file is not what the contract says (facts: file, line, detail)."""

    code = "input_file_invalid"


class UnknownConversation(AssistantError):
    """No conversation of this user has that id (facts: conversation_id)."""

    code = "unknown_conversation"


class WorkspaceDamaged(AssistantError):
    """The file of conversations is no database, or another version wrote it (facts: path, detail)."""

    code = "workspace_damaged"


class TextTooLong(AssistantError):
    """A text to be checked is longer than the limit of characters (facts: limit, found)."""

    code = "text_too_long"


class DraftError(AssistantError):
    """Anything that keeps a text from being drafted."""

    code = "draft_error"


class EmptyRequest(DraftError):
    """The request for a draft holds no letter and no digit."""

    code = "empty_request"


class RequestTooLong(DraftError):
    """The request for a draft is longer than the limit of characters (facts: limit, found)."""

    code = "request_too_long"


class GenreUnknown(DraftError):
    """A genre was named that is none of those offered (facts: genre, allowed)."""

    code = "genre_unknown"


class UnknownDraft(DraftError):
    """No draft of this user has that id, or no version of it that number (facts: draft_id)."""

    code = "unknown_draft"


class DraftChanged(DraftError):
    """Another version stands than the writer saw; nothing was overwritten.

    Facts: draft_id, seen, found, kept (number of the version that the late text became, or a dash), and of the version
    that stands kind, note and changed_at.
    """

    code = "draft_changed"


class BlockLocked(DraftError):
    """A block that was to be changed is locked (facts: text, its beginning)."""

    code = "block_locked"


class InstructionUnclear(DraftError):
    """No rule understands an instruction and no language model may try (facts: instruction)."""

    code = "instruction_unclear"


class NothingToRevise(DraftError):
    """An instruction was understood, but the draft or the reports hold nothing for it (facts: instruction)."""

    code = "nothing_to_revise"


class HouseUnknown(DraftError):
    """There is no house profile of that name (facts: name, allowed)."""

    code = "house_unknown"


class HouseProfileInvalid(AssistantError):
    """A house profile cannot be read, or a value in it cannot be used (facts: key, value, allowed)."""

    code = "house_profile_invalid"


class DocxUnreadable(AssistantError):
    """A file whose layout was to be checked is no DOCX (facts: file, detail)."""

    code = "docx_unreadable"


class DocxEncrypted(DocxUnreadable):
    """The DOCX opens only with a password (facts: file)."""

    code = "docx_encrypted"


class DocxDamaged(DocxUnreadable):
    """The DOCX is broken inside (facts: file, detail)."""

    code = "docx_damaged"


class DocxTooLarge(DocxUnreadable):
    """The DOCX unpacks beyond the limit (facts: file, found, limit in megabytes)."""

    code = "docx_too_large"


class PdfUnavailable(AssistantError):
    """LibreOffice, which turns DOCX into PDF, is not installed."""

    code = "pdf_unavailable"


class PdfFailed(AssistantError):
    """LibreOffice did not write the PDF (facts: detail)."""

    code = "pdf_failed"


class OutputFailed(DraftError):
    """The files of a draft could not be written (facts: folder, detail)."""

    code = "output_failed"


class PeopleError(AssistantError):
    """Anything that has to do with accounts and rights."""

    code = "people_error"


class UnknownAccount(PeopleError):
    """No account has that name (facts: name)."""

    code = "unknown_account"


class AccountExists(PeopleError):
    """There is an account of that name already (facts: name)."""

    code = "account_exists"


class AccountNameInvalid(PeopleError):
    """A name that no account can have (facts: name)."""

    code = "account_name_invalid"


class LastAdministrator(PeopleError):
    """Without this account nobody would be left to look after the accounts (facts: name)."""

    code = "last_administrator"


class PasswordRefused(PeopleError):
    """A new password is not accepted."""

    code = "password_refused"


class PasswordTooShort(PasswordRefused):
    """A new password has too few characters (facts: least)."""

    code = "password_too_short"


class PasswordTooLong(PasswordRefused):
    """A new password has too many characters (facts: most)."""

    code = "password_too_long"


class PasswordTooEasy(PasswordRefused):
    """A new password is a common one, a run of keys, or holds the name."""

    code = "password_too_easy"


class LogInFailed(PeopleError):
    """There is no account of that name with that password, or it is disabled; it is not said which."""

    code = "log_in_failed"


class LogInLocked(PeopleError):
    """After too many failures one has to wait (facts: seconds)."""

    code = "log_in_locked"


class NotAllowed(PeopleError):
    """The person asking has no right to this."""

    code = "not_allowed"


class CollectionNameInvalid(PeopleError):
    """A name that no collection can have (facts: name, most characters)."""

    code = "collection_name_invalid"


class ConfidentialNotForEveryone(PeopleError):
    """A confidential collection cannot be opened to everyone (facts: collection)."""

    code = "confidential_not_for_everyone"


class PeopleDamaged(PeopleError):
    """The file of people is no database, or another version wrote it (facts: path, detail)."""

    code = "people_damaged"


class ChatModelError(AssistantError):
    """Anything that keeps the language model from writing; the answer is a quotation then."""

    code = "chat_model_error"


class ChatModelUnknown(ChatModelError):
    """A model was named that is in no list and no file (facts: name)."""

    code = "chat_model_unknown"


class ChatModelAbsent(ChatModelError):
    """A model of the list is not on disk (facts: name, command)."""

    code = "chat_model_absent"


class ChatModelUnusable(ChatModelError):
    """The model's file or the settings cannot work on this machine (facts: name, detail)."""

    code = "chat_model_unusable"


class ChatModelFailed(ChatModelError):
    """The model died, refused the request or sent nonsense (facts: name, detail)."""

    code = "chat_model_failed"


class ChatModelTimeout(ChatModelError):
    """The model did not answer within its time (facts: name, seconds)."""

    code = "chat_model_timeout"


class BackupError(AssistantError):
    """A backup could not be written or taken back."""

    code = "backup_error"


class BackupExists(BackupError):
    """There is a file or folder of that name already (facts: path)."""

    code = "backup_exists"


class BackupDamaged(BackupError):
    """The file is no backup, or part of it is not what was written (facts: path, detail)."""

    code = "backup_damaged"


class RestoreNotEmpty(BackupError):
    """The folder to restore into holds a library or anything else (facts: path)."""

    code = "restore_not_empty"


KNOWN_ERRORS: tuple[type[Exception], ...] = (AssistantError, IngestError, StoreError)
"""What every interface catches once and shows in the user's language; anything else is a bug."""
