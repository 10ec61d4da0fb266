"""Pictures, PDF files and requests that no customer should send, for bench/hostile. All follow from fixed seeds."""

import base64
import json
import random
import struct
import zlib

JSON = {"Content-Type": "application/json"}


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width, height, rows):
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def jpeg_of_size(jpeg, width, height):
    """The same JPEG claiming another size in its frame header."""
    for marker in (b"\xff\xc0", b"\xff\xc2"):
        at = jpeg.find(marker)
        if at >= 0:
            return jpeg[: at + 5] + struct.pack(">HH", height, width) + jpeg[at + 9 :]
    raise SystemExit("no frame header found")


def webp_of_size(width, height):
    canvas = struct.pack("<I", width - 1)[:3] + struct.pack("<I", height - 1)[:3]
    body = b"WEBPVP8X" + struct.pack("<I", 10) + b"\0\0\0\0" + canvas
    return b"RIFF" + struct.pack("<I", len(body)) + body


def large_png(megabytes):
    """A valid picture of noise, which nothing compresses."""
    edge = int((megabytes * 1e6 / 3) ** 0.5)
    noise, line = random.Random(2).randbytes(edge * edge * 3), edge * 3
    rows = b"".join(b"\0" + noise[at : at + line] for at in range(0, len(noise), line))
    return png(edge, edge, zlib.compress(rows, 0))


def damaged(good):
    """Each file cut off at six places, and with 1 to 1000 bits flipped, three times each."""
    dice = random.Random(1)
    for kind, data in good.items():
        for share in (0.001, 0.01, 0.1, 0.5, 0.9, 0.999):
            yield f"{kind} cut off", data[: int(len(data) * share)]
        for flips in (1, 10, 100, 1000):
            for _ in range(3):
                broken = bytearray(data)
                for _ in range(flips):
                    broken[dice.randrange(len(broken))] ^= 1 << dice.randrange(8)
                yield f"{kind} with bits flipped", bytes(broken)


def strangers():
    """Files of other types."""
    yield "empty file", b""
    for name, data in {
        "text": b"hello", "gif": b"GIF89a" + bytes(100), "zip": b"PK\3\4" + bytes(100),
        "heic": b"\0\0\0\x18ftypheic" + bytes(100), "svg": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        "noise": random.Random(3).randbytes(100_000),
    }.items():
        yield f"{name} instead of a picture", data


def pictures(good):
    """Names and bytes of pictures that are not what they should be."""
    yield from damaged(good)
    yield "50,000 x 50,000 png", png(50_000, 50_000, zlib.compress(b"\0" * 1_000_000))
    yield "50,000 x 50,000 jpeg", jpeg_of_size(good["jpg"], 50_000, 50_000)
    yield "16,000 x 16,000 webp", webp_of_size(16_000, 16_000)
    yield "png of zeros, 7,000 x 7,000", png(7000, 7000, zlib.compress(bytes(7000 * 21_001), 9))
    yield "1 x 1 png", png(1, 1, zlib.compress(b"\0\0\0\0"))
    yield "pdf instead of a picture", b"%PDF-1.7\n"
    yield from strangers()


def pdf_of(content, page=b"/MediaBox [0 0 595 842]"):
    """A PDF of one page without a table of contents, which readers rebuild."""
    return (
        b"%PDF-1.7\n1 0 obj <</Type /Catalog /Pages 2 0 R>> endobj\n2 0 obj <</Type /Pages /Kids [3 0 R] /Count 1>> endobj\n"
        b"3 0 obj <</Type /Page /Parent 2 0 R " + page + b" /Contents 4 0 R>> endobj\n"
        b"4 0 obj <</Length " + str(len(content)).encode() + b" /Filter /FlateDecode>> stream\n" + content
        + b"\nendstream endobj\ntrailer <</Root 1 0 R>>\n%%EOF\n"
    )


def papers(good):
    """Names and bytes of proofs of address that are none: pictures and PDF files."""
    yield from damaged(good)
    yield "pdf of a huge page", pdf_of(zlib.compress(b"0 0 m"), b"/MediaBox [0 0 50000 50000]")
    yield "pdf that unpacks to 200 MB", pdf_of(zlib.compress(b"q Q " * 50_000_000, 9))
    yield "pdf whose pages are their own parents", pdf_of(zlib.compress(b"")).replace(b"/Kids [3 0 R]", b"/Kids [2 0 R]")
    yield "pdf header alone", b"%PDF-1.7\n"
    yield from strangers()


def body(front, selfie):
    encode = lambda data: base64.b64encode(data).decode()
    return json.dumps({"id_front_b64": encode(front), "selfie_b64": encode(selfie)}).encode()


def requests(good):
    """Names, bodies and headers of requests that are wrong as a whole."""
    front, both = base64.b64encode(good["jpg"]).decode(), body(good["jpg"], good["jpg"])
    yield "no body", b"", JSON
    yield "no JSON", b"{", JSON
    yield "deep JSON", b"[" * 100_000, JSON
    yield "other JSON", b"[1, 2, 3]", JSON
    yield "no base64", json.dumps({"id_front_b64": "***", "selfie_b64": "***"}).encode(), JSON
    yield "no selfie", json.dumps({"id_front_b64": front}).encode(), JSON
    yield "wrong content type", b"hello", {"Content-Type": "text/plain"}
    yield "a picture's content type", both, {"Content-Type": "image/jpeg"}
    yield "a form's content type", both, {"Content-Type": "multipart/form-data"}
    yield "no content type", b"{}", {}
    yield "not UTF-8", b'{"id_front_b64": "\xff\xfe"}', JSON
