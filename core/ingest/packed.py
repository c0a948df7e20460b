"""Parts of a packed workbook in pieces: none is ever held as a whole. The child imports this."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence

_PIECE = 1 << 20


def pieces(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, ends: Sequence[bytes] = (b"row>", b"c>")
) -> Iterator[bytes]:
    """A part in pieces, none of which cuts an element in two.

    Args:
        archive: the workbook.
        info: the part.
        ends: behind which a piece may end, the best first.
    """
    rest = b""
    with archive.open(info) as part:
        while piece := part.read(_PIECE):
            piece = rest + piece
            cuts = (place + len(end) for end in ends if (place := piece.rfind(end)) >= 0)
            # Without an end in it the piece is cut anywhere: it must not grow for ever.
            cut = next(cuts, len(piece))
            rest = piece[cut:]
            yield piece[:cut]
    if rest:
        yield rest
