"""What a YAML parser's complaint most often means, and the remedy: the usual slips, found in the text itself.

A parser says where it lost the thread, which may lie lines below the slip. Each finder looks for one slip
near that line; the first that finds it says where it is and what would be right.
"""

import re
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

QUOTED: Final = re.compile(r"""(?<=[\s\[{,:])(?:"(?:\\.|[^"\\])*"|'(?:''|[^'])*')""")
COMMENT: Final = re.compile(r"(?:^|\s)#.*$")
KEY: Final = r"^\s*(?:- )?([A-Za-z_][\w-]*)"
HARD: Final = "\u00a0\u202f"  # spaces that do not break: no spaces for YAML
CLOSING: Final = {"{": "}", "[": "]"}
INSIDE: Final = {"'": "’", '"': "”"}  # what stands for a quotation mark in a text between such marks
MOST_SHOWN: Final = 60  # characters of a line
_THOUSANDS: Final = 3


class Slip(NamedTuple):
    """On which line (from 1), and what to do."""

    line: int
    said: str


Finder = Callable[[Sequence[str], int], Slip | None]  # of all lines, and the index of that where it is lost


def remedy(text: str, line: int) -> Slip | None:
    """The slip that explains a complaint about that line (from 0); None if it is none of the usual."""
    lines = text.splitlines()
    return next((slip for find in FINDERS if (slip := find(lines, line)) is not None), None)


def slip_of_key(key: str, before: str) -> str | None:
    """What a key that holds nothing was meant to be, inside braces: `doctors:2`, `doctors = 2`, or the 5 of
    `0,5` (`before` is the value that ends right before the comma; "" if there is none). None if nothing
    strikes.
    """
    if re.fullmatch(r"\d+", key) and re.fullmatch(r"[-+]?\d+", before):
        meant, whole = f"{before}.{key}", before + key
        if len(key) == _THOUSANDS and before.strip("0"):
            meant = f"{whole}, or {meant} if decimals are meant" if key.strip("0") else whole
        return f"“{before},{key}”: a comma separates entries; write {meant}"
    found = re.fullmatch(rf"([A-Za-z_][\w-]*)(?::|\s*=)[\s{HARD}]*(\S.*)", key)
    if found is None:
        return None
    return f"“{key}”: a key is followed by a colon and a plain space; write `{found[1]}: {found[2]}`"


def _here(pattern: str, say: Callable[..., str]) -> Finder:
    """Looks for a pattern on the very line; `say` is called with its groups."""

    def find(lines: Sequence[str], at: int) -> Slip | None:
        line = lines[at] if at < len(lines) else ""
        bare = line.rstrip() if '"' in line or "'" in line else COMMENT.sub("", line)
        found = re.search(pattern, bare)
        return Slip(at + 1, say(*map(_cut, found.groups()))) if found else None

    return find


def _near(pattern: str, say: Callable[..., str]) -> Finder:
    """Looks on that line and on the one before it that says anything."""
    here = _here(pattern, say)

    def find(lines: Sequence[str], at: int) -> Slip | None:
        saying = [index for index, line in enumerate(lines[: at + 1]) if _bare(line).strip()]
        return next((slip for index in saying[:-3:-1] if (slip := here(lines, index))), None)

    return find


def _open_quote(lines: Sequence[str], at: int) -> Slip | None:
    """A quotation mark that its own line does not close, while the thread is lost farther down."""
    for index, line in enumerate(lines[: at + 1]):
        found = re.search(r"""(?:^|[:,\[{]|-)\s*(["'])""", _bare(line))
        if found and (at >= len(lines) or (index < at and found[1] in lines[at])):
            return Slip(index + 1, f"the quotation mark {found[1]} that opens here is not closed")
    return None


def _brackets(lines: Sequence[str], _: int) -> Slip | None:
    """A brace that is never closed, or closed once too often."""
    opened: list[tuple[int, str]] = []
    for index, line in enumerate(lines):
        bare = _bare(line)
        begins = 0 if opened else re.search(r"(?:^|:|-)\s*[{\[]", bare)
        for sign in re.findall(r"[{}\[\]]", bare) if begins is not None else ():
            if sign in CLOSING:
                opened.append((index, sign))
                continue
            if not opened:
                said = f"there is one {sign} more than {'{' if sign == '}' else '['}; remove it"
                return Slip(index + 1, said)
            line_of, opening = opened.pop()
            if CLOSING[opening] != sign:
                said = f"{sign} closes the {opening} of line {line_of + 1}; write {CLOSING[opening]}"
                return Slip(index + 1, said)
    if not opened:
        return None
    index, sign = opened[0]
    return Slip(index + 1, f"the {sign} that opens here is not closed; each {sign} needs its {CLOSING[sign]}")


def _indented(lines: Sequence[str], at: int) -> Slip | None:
    """A line that begins in a column in which no block stands open."""
    blocks: dict[int, int] = {}  # of the blocks that stand open: column → index of their last line
    for index, line in enumerate(lines[:at]):
        if _bare(line).strip():
            column = _column(line)
            blocks = {other: last for other, last in blocks.items() if other < column} | {column: index}
    here = _column(lines[at]) if at < len(lines) else 0
    if here in blocks or not blocks or not re.search(KEY + r":(?:\s|$)", "".join(lines[at : at + 1])):
        return None
    column = min(blocks, key=lambda other: (abs(other - here), -blocks[other]))
    above = f"`{_cut(lines[blocks[column]])}` (line {blocks[column] + 1}) in column {column + 1}"
    said = f"this line begins in column {here + 1}, but {above}; keys of one block begin in the same column"
    return Slip(at + 1, said)


def _goes_on(key: str, mark: str, text: str) -> str:
    other = "\"'".replace(mark, "")
    quoted = _quoted(text.removesuffix(mark), other)
    return f"the text goes on after the {mark} that ends it; put it between {other}: {key}: {quoted}"


def _holds_colon(key: str, text: str, comma: str = "") -> str:
    return f"the text after `{key}:` holds a colon; put it in quotation marks{comma}: {key}: {_quoted(text)}"


def _holds_key(key: str, text: str) -> str:
    second = re.search(r"\s([A-Za-z_][\w-]*):\s", text)
    return _holds_colon(key, text, f" (or a comma is missing before `{second[1]}:`)" if second else "")


FINDERS: Final[Sequence[Finder]] = (
    _here(r"^\s*\t", lambda: "a tab indents this line; write spaces instead, two for each step"),
    _here(r"^(?:---|\.\.\.)", lambda: "a second document begins here; a file holds one"),
    _near(
        rf"^\s*[{HARD}]|\w:[{HARD}]",
        lambda: "a non-breaking space stands here; type a plain space in its place",
    ),
    _open_quote,
    _here(r"""([\w-]+):\s+(["'])((?:(?!\2).)*\2[^\s,\]}#].*)$""", _goes_on),
    _near(
        KEY + r":([^\s/:].*)$",
        lambda key, value: f"a space is missing after the colon; write `{key}: {value}`",
    ),
    _near(
        KEY + r"\s*=\s*(\S.*)$", lambda key, value: f"a key is followed by a colon; write `{key}: {value}`"
    ),
    _here(
        KEY + r":\s+([%@`*&!|>].*|[?-]\s.*)$",
        lambda key, text: (
            f"text that begins with {text[0]} stands in quotation marks: {key}: {_quoted(text)}"
        ),
    ),
    _brackets,
    _here(KEY + r""":\s+((?!["'{\[]).*:(?:\s.*)?)$""", _holds_colon),
    _here(r"""(?<=[{,\s])([\w-]+):\s+([^,{}\[\]"']*:\s[^,{}\[\]]*)""", _holds_key),
    _indented,
)


def _bare(line: str) -> str:
    """The line with its closed quotations and its comment blanked out, column by column."""
    blanked = QUOTED.sub(lambda found: " " * len(found[0]), " " + line)[1:]
    return COMMENT.sub(lambda found: " " * len(found[0]), blanked)


def _column(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _quoted(text: str, mark: str = '"') -> str:
    return f"{mark}{text.replace(mark, INSIDE[mark])}{mark}"


def _cut(text: str) -> str:
    text = text.strip()
    return text if len(text) <= MOST_SHOWN else text[: MOST_SHOWN - 1] + "…"
