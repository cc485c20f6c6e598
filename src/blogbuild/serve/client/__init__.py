"""The script that `serve` puts into every page: parts of plain ECMAScript, joined into one that leaves no global."""

import json
from functools import cache
from importlib.resources import files
from typing import Final

# In the order in which they run; a part sees the names of all.
PARTS: Final = (
    "words.js",
    "pairs.js",
    "morph.js",
    "sheets.js",
    "place.js",
    "panel.js",
    "wire.js",
    "paste.js",
    "client.js",
)


@cache
def script() -> str:
    """What `client.js` answers with."""
    folder = files(__name__)
    style = folder.joinpath("client.css").read_text(encoding="utf-8")
    parts = [folder.joinpath(name).read_text(encoding="utf-8") for name in PARTS]
    return "".join(['(() => {\n"use strict";\n', f"const STYLE = {json.dumps(style)};\n", *parts, "})();\n"])
