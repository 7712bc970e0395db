"""Start the page: settings → composition → launch. ``python app.py`` and ``baocao serve`` do the same."""

from __future__ import annotations

from assistant.cli_terminal import known_errors, read_settings, say
from assistant.server import serve


def main() -> None:
    """Serve the page with the settings of the environment and the settings file."""
    with known_errors():
        serve(read_settings(None), sample=None, announce=say)


if __name__ == "__main__":
    main()
