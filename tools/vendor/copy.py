"""Copies the listed files from node_modules into console/static/, with a manifest.

    cd tools/vendor && npm ci --ignore-scripts && python3 copy.py

The copies are committed: neither setting up nor running needs npm. File names carry the version, so that
browsers may keep them for a year. `tests/console/test_vendor.py` holds the copies against the manifest.
"""

import base64
import hashlib
import json
import re
from pathlib import Path

HERE = Path(__file__).parent
STATIC = HERE.parent.parent / "console" / "static"
VENDOR = STATIC / "vendor"
FILES = {  # package: (its file, the name here without version, ending)
    "@tabler/core": ("dist/css/tabler.min.css", "tabler", ".min.css"),
    "htmx.org": ("dist/htmx.min.js", "htmx", ".min.js"),
    "echarts": ("dist/echarts.esm.min.js", "echarts", ".esm.min.js"),
}
LICENCES = {
    "htmx.org": ("LICENSE",),
    "echarts": ("LICENSE", "NOTICE"),
    "@tabler/icons-sprite": ("LICENSE",),
}
SPRITE = "@tabler/icons-sprite"


def main() -> None:
    VENDOR.mkdir(exist_ok=True)
    for old in VENDOR.iterdir():
        old.unlink()
    manifest = []
    for package, (source, name, ending) in FILES.items():
        version = version_of(package)
        content = (HERE / "node_modules" / package / source).read_bytes()
        content = re.sub(rb"\n?(/\*|//)# sourceMappingURL=[^\n]*", b"", content)  # maps are not shipped
        target = f"{name}-{version}{ending}"
        (VENDOR / target).write_bytes(content)
        manifest.append({"file": target, "from": f"{package}@{version}", "sha384": digest(content)})
    for package, names in LICENCES.items():
        text = b"\n".join((HERE / "node_modules" / package / name).read_bytes() for name in names)
        target = f"{package.replace('@', '').replace('/', '-')}.LICENSE.txt"
        (VENDOR / target).write_bytes(text)
        manifest.append({"file": target, "from": f"{package}@{version_of(package)}", "sha384": digest(text)})
    (VENDOR / "manifest.json").write_text(json.dumps(manifest, indent=1) + "\n")
    (STATIC / "icons.svg").write_text(sprite())


def sprite() -> str:
    """Only the symbols named in icons.txt, out of five thousand."""
    whole = (HERE / "node_modules" / SPRITE / "dist" / "tabler-sprite.svg").read_text("utf-8")
    symbols = dict(re.findall(r'(?s)<symbol id="tabler-([a-z0-9-]+)"(.*?</symbol>)', whole))
    wanted = (HERE / "icons.txt").read_text("utf-8").split()
    chosen = "\n".join(f'<symbol id="{name}"{symbols[name]}' for name in sorted(wanted))
    source = f"<!-- {SPRITE}@{version_of(SPRITE)}, MIT -->"
    return f'<svg xmlns="http://www.w3.org/2000/svg">{source}\n{chosen}\n</svg>\n'


def version_of(package: str) -> str:
    read = json.loads((HERE / "node_modules" / package / "package.json").read_text("utf-8"))
    return str(read["version"])


def digest(content: bytes) -> str:
    return base64.b64encode(hashlib.sha384(content).digest()).decode()


if __name__ == "__main__":
    main()
