from __future__ import annotations

from pathlib import Path

import pytest

from ingest.walking import Walk, file_stamp, path_text, walk_files


def touch(*files: Path) -> None:
    for file in files:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("x")


def test_files_come_by_name_within_each_folder_and_paths_in_the_order_given(tmp_path: Path) -> None:
    touch(tmp_path / "b" / "2.txt", tmp_path / "b" / "10.txt", tmp_path / "b" / "1" / "z.txt", tmp_path / "a.txt")
    walk = walk_files([tmp_path / "b", tmp_path / "a.txt"])
    assert [str(file.relative_to(tmp_path)) for file in walk.files] == ["b/1/z.txt", "b/10.txt", "b/2.txt", "a.txt"]


def test_a_path_given_twice_or_below_another_is_listed_once(tmp_path: Path) -> None:
    touch(tmp_path / "a" / "x.txt")
    assert walk_files([tmp_path, tmp_path / "a", tmp_path / "a" / "x.txt"]).files == (tmp_path / "a" / "x.txt",)


def test_hidden_and_owner_files_are_counted_not_listed_unless_they_are_named(tmp_path: Path) -> None:
    touch(tmp_path / "x.txt", tmp_path / ".hidden", tmp_path / ".git" / "config", tmp_path / "~$x.docx")
    assert walk_files([tmp_path]) == Walk((tmp_path / "x.txt",), (), 3)
    assert walk_files([tmp_path / ".hidden"]) == Walk((tmp_path / ".hidden",), (), 0)


def test_a_path_that_does_not_exist_is_listed_so_that_it_gets_an_outcome(tmp_path: Path) -> None:
    assert walk_files([tmp_path / "nothing"]).files == (tmp_path / "nothing",)


def test_links_to_folders_are_followed_once(tmp_path: Path) -> None:
    touch(tmp_path / "a" / "x.txt")
    (tmp_path / "a" / "up").symlink_to(tmp_path)
    (tmp_path / "b").symlink_to(tmp_path / "a")
    assert walk_files([tmp_path]).files == (tmp_path / "a" / "x.txt",)


def test_a_folder_that_cannot_be_listed_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    touch(tmp_path / "x.txt", tmp_path / "closed" / "y.txt")
    real = os.listdir

    def listdir(path: Path) -> list[str]:
        if Path(path).name == "closed":
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(os, "listdir", listdir)
    walk = walk_files([tmp_path])
    assert walk.files == (tmp_path / "x.txt",)
    assert walk.closed_folders == ((tmp_path / "closed", "Permission denied"),)


def test_a_stamp_is_of_a_regular_file_only(tmp_path: Path) -> None:
    touch(tmp_path / "x.txt")
    assert file_stamp(tmp_path / "x.txt").size == 1
    with pytest.raises(OSError, match="not a regular file"):
        file_stamp(tmp_path)


@pytest.mark.parametrize(
    ("name", "shown"),
    [("báo cáo.txt", "báo cáo.txt"), ("报告.txt", "报告.txt"), ("\udcb1\udca8.txt", "\\xb1\\xa8.txt")],
)
def test_a_path_is_shown_as_text(name: str, shown: str) -> None:
    assert path_text(Path(name)) == shown
