"""Settings come from four places, in order, and a wrong one is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import SettingsInvalid
from assistant.settings import load_settings, setting_descriptions, settings_with_origins


def test_defaults_listen_on_loopback_only() -> None:
    settings = load_settings(environment={})
    assert (settings.server.host, settings.server.port, settings.data_dir) == ("127.0.0.1", 7860, Path("data"))


def test_options_win_over_environment_over_file(tmp_path: Path) -> None:
    (tmp_path / "baocao.toml").write_text('threads = 1\n[server]\nport = 1000\nhost = "localhost"\n')
    environment = {"BAOCAO_DATA_DIR": str(tmp_path), "BAOCAO_SERVER__PORT": "2000"}
    settings = load_settings({"server.port": 3000}, environment=environment)
    assert (settings.server.port, settings.server.host, settings.threads) == (3000, "localhost", 1)
    origins = {
        name: origin for name, _, origin in settings_with_origins({"server.port": 3000}, environment=environment)
    }
    assert origins["server.port"] == "option"
    assert origins["data_dir"] == "environment"
    assert origins["threads"] == "file"
    assert origins["search.passages"] == "default"


@pytest.mark.parametrize(
    ("content", "setting"),
    [("[server]\nport = 70000\n", "server.port"), ("[server]\nprot = 1\n", "server.prot"), ("colour = 1\n", "colour")],
)
def test_a_wrong_or_unknown_setting_is_named(tmp_path: Path, content: str, setting: str) -> None:
    (tmp_path / "own.toml").write_text(content)
    with pytest.raises(SettingsInvalid) as caught:
        load_settings(environment={"BAOCAO_SETTINGS": str(tmp_path / "own.toml")})
    assert caught.value.facts["setting"] == setting


def test_a_named_file_that_is_absent_or_broken_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SettingsInvalid):
        load_settings(environment={"BAOCAO_SETTINGS": str(tmp_path / "none.toml")})
    (tmp_path / "broken.toml").write_text("= 1")
    with pytest.raises(SettingsInvalid):
        load_settings(environment={"BAOCAO_SETTINGS": str(tmp_path / "broken.toml")})


def test_every_setting_says_what_it_is() -> None:
    assert [name for name, description in setting_descriptions() if len(description) < 10] == []
