"""The bytes of images, videos, audio and files that users send."""

import struct
import zlib
from dataclasses import dataclass

MEDIA = ("image", "video", "audio", "file")
DEFAULT_TYPE = {
    "image": "image/png",
    "video": "video/mp4",
    "audio": "audio/x-m4a",
    "file": "application/octet-stream",
}


@dataclass(slots=True)
class Content:
    kind: str
    data: bytes
    content_type: str
    ready_at: float
    gone: bool = False
    failed: bool = False

    def unsend(self) -> None:
        """What was taken back is not kept, not even here."""
        self.gone = True
        self.data = b""


def plain_png(width: int = 64, height: int = 64, rgb: tuple[int, int, int] = (6, 199, 85)) -> bytes:
    """A picture of one colour, for when a test does not care what is in it."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    rows = (b"\x00" + bytes(rgb) * width) * height
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def default_bytes(kind: str) -> bytes:
    return plain_png() if kind == "image" else f"emulated {kind}".encode()
