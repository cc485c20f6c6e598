"""Code between runs of backticks."""

from __future__ import annotations

_WHITE = " \t\n\f\v\r"


def code_span(text: str, start: int, hopeless: dict[str, int] | None = None) -> tuple[str | None, int]:
    """The code that begins at a run of backticks and where it ends; None when the run is text.

    The closing run may be part of a longer one. `hopeless` remembers from where on the text does not hold a run.
    """
    end = start + 1
    length = len(text)
    while end < length and text[end] == "`":
        end += 1
    run = text[start:end]
    if len(run) == 1 and (start == 0 or text[start - 1] in _WHITE) and text[end : end + 1] in tuple(_WHITE):
        return None, end
    if hopeless is not None and end >= hopeless.get(run, length + 1):
        return None, end
    close = text.find(run, end)
    if close < 0:
        if hopeless is not None:
            hopeless[run] = min(end, hopeless.get(run, end))
        return None, end
    code = text[end:close]
    if len(run) > 1:
        code = code.removeprefix(" ").removesuffix(" ")
    return code, close + len(run)
