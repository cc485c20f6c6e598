"""How rendering grows on hostile texts: seconds at one length, and the factor at four times the length.

    python benchmarks/hostile.py

A factor near 4 is growth in step with the text; growth by squares would show 16.
"""

from __future__ import annotations

import time
from typing import Final

from blogbuild.markup.kramdown import Dialect, Markdown

PIECES: Final = (
    "**a ", "*a **b ", "[a **b *c ", "[", "![a](b ", "`a``b", "$$a", "~~a ", "<b>", "<b>*a <i>**b ", "{: .x ", "[^a]",
    '"a', ">", "> - ", "- ", "- a\n\n", "a\n: b\n", "a|b\n", "```\na\n", "<div>\n", '<div markdown="1">\n', "<!-- ",
    "[a]: b\n",
)  # fmt: skip
REPEATS: Final = 1000


def main() -> None:
    """Print the table."""
    markdown = Markdown(Dialect(), lambda code, _language, _attributes: code)
    print(f"{'text':24}{'seconds':>10}{'factor':>8}")
    for piece in PIECES:
        short, long = seconds(markdown, piece * REPEATS), seconds(markdown, piece * REPEATS * 4)
        print(f"{piece!r:24}{long:10.3f}{long / short:8.1f}")


def seconds(markdown: Markdown, text: str) -> float:
    """CPU seconds of rendering."""
    started = time.process_time()
    markdown.render(text)
    return time.process_time() - started


if __name__ == "__main__":
    main()
