"""The script of the pictures takes one: in its size, light, over a home of its own."""

from __future__ import annotations

from PIL import Image

from tests.pictures import COLOURS, MOST_BYTES, PICTURES, take


def test_a_picture_is_taken_by_the_script_in_both_languages(browser, tmp_path):
    first = next(picture for picture in PICTURES if picture.name == "first")
    taken = [file for one in ("ja", "en") for file in take(browser, [first], one, tmp_path)]

    assert [file.relative_to(tmp_path).as_posix() for file in taken] == [
        "ja/first.png", "en/first.png",
    ]  # fmt: skip
    for file in taken:
        picture = Image.open(file)
        assert picture.size == (first.width, first.height)
        assert len(picture.getcolors()) > COLOURS // 4  # something is drawn on it
        assert file.stat().st_size < MOST_BYTES
    assert taken[0].read_bytes() != taken[1].read_bytes()
