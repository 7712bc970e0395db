"""Archives and mails with files in them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from email.message import EmailMessage


def archive(entries: Mapping[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in entries.items():
            target.writestr(name, content)
    return stream.getvalue()


def mail_of(text: str, attached: Mapping[str, bytes], *, subject: str = "Báo cáo tuần 26") -> bytes:
    mail = EmailMessage()
    mail["From"] = "Phòng Kế hoạch <kh@example.vn>"
    mail["To"] = "soyte@example.vn"
    mail["Subject"] = subject
    mail["Message-ID"] = "<1@example.vn>"
    mail.set_content(text)
    for name, content in attached.items():
        mail.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return mail.as_bytes()
