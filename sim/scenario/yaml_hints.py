"""What a YAML parser's complaint most often means, and the remedy: the usual slips, found in the text itself.

A parser says where it lost the thread, which may lie lines below the slip. Each finder looks for one slip
near that line; the first that finds it says where it is and what would be right.
"""

import re
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

QUOTED: Final = re.compile(r"""(?<=[\s\[{,:])(?:"(?:\\.|[^"\\])*"|'(?:''|[^'])*')""")
COMMENT: Final = re.compile(r"(?<!\S)#.*$")
KEY: Final = r"^\s*(?:- )?([A-Za-z_][\w-]*)"
HARD: Final = "\u00a0\u202f"  # spaces that do not break: no spaces for YAML
CLOSING: Final = {"{": "}", "[": "]"}
OPENING: Final = {"}": "{", "]": "["}
FLOW: Final = r"(?:^|:|-)\s*[{\[]"  # where braces begin that are YAML's, not a text's
HOLDS_COLON: Final = 'the text after `{0}:` holds a colon; put it in quotation marks: {0}: "{1}"'
INSIDE: Final = {"'": "’", '"': "”"}  # what stands for a quotation mark in a text between such marks
MOST_SHOWN: Final = 60  # characters of a line
MOST_READ: Final = 2000  # characters of a line in which a slip is looked for
_THOUSANDS: Final = 3


class Slip(NamedTuple):
    """On which line (from 1), and what to do."""

    line: int
    said: str


Finder = Callable[[Sequence[str], int], Slip | None]  # of all lines, and the index of that where it is lost


def remedy(text: str, line: int) -> Slip | None:
    """The slip that explains a complaint about that line (from 0); None if it is none of the usual."""
    lines = text.splitlines()
    if any(len(each) > MOST_READ for each in lines):
        return None
    return next((slip for find in FINDERS if (slip := find(lines, line)) is not None), None)


def slip_of_key(key: str, before: str) -> str | None:
    """What a key that holds nothing was meant to be, inside braces: `doctors:2`, `doctors = 2`, or the 5 of
    `0,5` (`before` is the value that ends right before the comma; "" if there is none). None if nothing
    strikes.
    """
    if len(key) > MOST_READ:
        return None
    if re.fullmatch(r"\d+", key) and re.fullmatch(r"[-+]?\d+", before):
        meant, whole = f"{before}.{key}", before + key
        if len(key) == _THOUSANDS and before.strip("0"):
            meant = f"{whole}, or {meant} if decimals are meant" if key.strip("0") else whole
        return f"“{before},{key}”: a comma separates entries; write {meant}"
    found = re.fullmatch(rf"([A-Za-z_][\w-]*)(?::|\s*=)[\s{HARD}]*(\S.*)", key)
    if found is None:
        return None
    return f"“{key}”: a key is followed by a colon and a plain space; write `{found[1]}: {found[2]}`"


def _pattern(pattern: str, said: str, *, near: bool = False, mark: str = "") -> Finder:
    """Looks for `pattern` on the line, or `near` it: also on the one before that is not empty.

    `said` is formatted with the groups of what is found; `mark`: the quotation mark that it puts round them.
    """

    def find(lines: Sequence[str], at: int) -> Slip | None:
        full = [index for index, line in enumerate(lines[: at + 1]) if _bare(line).strip()]
        for index in full[:-3:-1] if near else [at] if at < len(lines) else ():
            line = lines[index]
            found = re.search(pattern, line if '"' in line or "'" in line else COMMENT.sub("", line))
            if found:
                return Slip(index + 1, said.format(*(_shown(group, mark) for group in found.groups())))
        return None

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
        for sign in re.findall(r"[{}\[\]]", bare) if opened or re.search(FLOW, bare) else ():
            if sign in CLOSING:
                opened.append((index, sign))
            elif not opened:
                return Slip(index + 1, f"there is one {sign} more than {OPENING[sign]}; remove it")
            elif CLOSING[opened[-1][1]] != sign:
                begun, opening = opened[-1]
                said = f"{sign} closes the {opening} of line {begun + 1}; write {CLOSING[opening]}"
                return Slip(index + 1, said)
            else:
                opened.pop()
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
    if here in blocks or not blocks or not re.search(KEY + r":(?:\s|$)", lines[at]):
        return None
    column = min(blocks, key=lambda other: (abs(other - here), -blocks[other]))
    above = f"`{_shown(lines[blocks[column]])}` (line {blocks[column] + 1}) in column {column + 1}"
    said = f"this line begins in column {here + 1}, but {above}; keys of one block begin in the same column"
    return Slip(at + 1, said)


FINDERS: Final[Sequence[Finder]] = (
    _pattern(r"^\s*\t", "a tab indents this line; write spaces instead, two for each step"),
    _pattern(r"^(?:---|\.\.\.)", "a second document begins here; a file holds one"),
    _pattern(
        rf"^\s*[{HARD}]|\w:[{HARD}]",
        "a non-breaking space stands here; type a plain space in its place",
        near=True,
    ),
    _open_quote,
    _pattern(
        r"""([\w-]+):\s+'([^']*'[^\s,\]}#].*?)'?$""",
        """the text goes on after the ' that ends it; put it between ": {}: "{}\"""",
        mark='"',
    ),
    _pattern(
        r"""([\w-]+):\s+"([^"]*"[^\s,\]}#].*?)"?$""",
        """the text goes on after the " that ends it; put it between ': {}: '{}'""",
        mark="'",
    ),
    _pattern(KEY + r":([^\s/:].*)$", "a space is missing after the colon; write `{}: {}`", near=True),
    _pattern(KEY + r"\s*=\s*(\S.*)$", "a key is followed by a colon; write `{}: {}`", near=True),
    _pattern(
        KEY + r":\s+([%@`*&!|>].*|[?-]\s.*)$",
        'text that begins with {1[0]} stands in quotation marks: {0}: "{1}"',
        mark='"',
    ),
    _brackets,
    _pattern(KEY + r""":\s+((?!["'{\[]).*:(?:\s.*)?)$""", HOLDS_COLON, mark='"'),
    _pattern(
        r"""(?<=[{,\s])([\w-]+):\s+([^,{}\[\]"']*\s([A-Za-z_][\w-]*):\s[^,{}\[\]]*)""",
        HOLDS_COLON.replace("marks", "marks (or a comma is missing before `{2}:`)"),
        mark='"',
    ),
    _pattern(r"""(?<=[{,\s])([\w-]+):\s+([^,{}\[\]"']*:\s[^,{}\[\]]*)""", HOLDS_COLON, mark='"'),
    _indented,
)


def _bare(line: str) -> str:
    """The line with its closed quotations and its comment blanked out, column by column."""
    blanked = QUOTED.sub(lambda found: " " * len(found[0]), " " + line)[1:]
    return COMMENT.sub(lambda found: " " * len(found[0]), blanked)


def _column(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _shown(text: str, mark: str = "") -> str:
    """The text cut to a line's length, another mark in it for the one that will stand round it."""
    text = text.strip().replace(mark, INSIDE[mark]) if mark else text.strip()
    return text if len(text) <= MOST_SHOWN else text[: MOST_SHOWN - 1] + "…"
