"""A conformed folder is used only if it is unchanged."""

from pathlib import Path

import polars as pl
import pytest

from transforms.conforming.conformed_folder import (
    FILES,
    ConformedDamaged,
    is_conformed,
    verify_conformed,
    write_conformed,
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    final = tmp_path / "ab" / "abcd-1"
    write_conformed(
        final, {"pfs_rvu": pl.DataFrame({"hcpcs": ["20957"]}), "loads": pl.DataFrame({"n": [1, 2]})}
    )
    return final


def test_a_complete_folder_lists_its_files(folder: Path) -> None:
    assert is_conformed(folder)
    assert {name: file.rows for name, file in verify_conformed(folder).items()} == {
        "pfs_rvu.parquet": 1,
        "loads.parquet": 2,
    }


@pytest.mark.parametrize("name", ["pfs_rvu.parquet", "loads.parquet", FILES])
def test_a_folder_that_lacks_a_file_is_not_conformed(folder: Path, name: str) -> None:
    (folder / name).unlink()
    assert not is_conformed(folder)
    with pytest.raises(ConformedDamaged, match=rf"{name}.* is missing.*cmsfees repair"):
        verify_conformed(folder)


def test_every_changed_bit_of_a_file_is_detected(folder: Path) -> None:
    path = folder / "pfs_rvu.parquet"
    whole = path.read_bytes()
    for at in range(0, len(whole), 7):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        with pytest.raises(ConformedDamaged, match="expected SHA-256"):
            verify_conformed(folder)


@pytest.mark.parametrize("text", ["", "[]", '{"a.parquet": 1}', '{"a.parquet": {"size": 1}}', "{"])
def test_a_broken_record_is_named(folder: Path, text: str) -> None:
    (folder / FILES).write_text(text)
    assert not is_conformed(folder)
    with pytest.raises(ConformedDamaged, match=r"files\.json cannot be read"):
        verify_conformed(folder)
