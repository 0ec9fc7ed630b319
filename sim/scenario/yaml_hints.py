"""What a YAML parser's complaint most often means, and the remedy: the usual slips, found in the text itself.

A parser says where it lost the thread, which may lie lines below the slip. Each finder below looks for one
slip near that place; the first that finds it says where it is and what would be right.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple

QUOTED: Final = re.compile(r"""(?<=[\s\[{,:])(?:"(?:\\.|[^"\\])*"|'(?:''|[^'])*')""")
COMMENT: Final = re.compile(r"(?:^|\s)#.*$")
OPENS: Final = {"{": "}", "[": "]"}
BLANKS: Final = "\u00a0\u202f"  # spaces that do not break: no spaces for YAML
_THOUSANDS: Final = 3
FULL: Final = 60  # letters of a line that are shown


class Slip(NamedTuple):
    """On which line (from 1), and what to do."""

    line: int
    said: str


class Lost(NamedTuple):
    """Where the parser lost the thread: the text in lines, and the index of the line and the column."""

    lines: Sequence[str]
    at: int
    column: int

    @property
    def line(self) -> str:
        """The line itself; empty at the end of the file."""
        return self.lines[self.at] if self.at < len(self.lines) else ""

    def nearby(self) -> Iterator[tuple[int, str]]:
        """That line, and the one before it that says anything: (index, line)."""
        if self.line.strip():
            yield self.at, self.line
        before = (index for index in range(min(self.at, len(self.lines)) - 1, -1, -1))
        index = next((index for index in before if _bare(self.lines[index]).strip()), None)
        if index is not None:
            yield index, self.lines[index]


def remedy(text: str, line: int, column: int) -> Slip | None:
    """The slip that explains a complaint about that place (both from 0); None if it is none of the usual."""
    lost = Lost(text.splitlines(), line, column)
    return next((slip for find in FINDERS if (slip := find(lost)) is not None), None)


def slip_of_key(key: str, before: str) -> str | None:
    """What a key that holds nothing was meant to be, inside braces: `doctors:2`, `doctors = 2`, or the 5 of
    `0,5` (`before` is the value that ends right before the comma; "" if there is none). None if nothing
    strikes.
    """
    if re.fullmatch(r"\d+", key) and re.fullmatch(r"[-+]?\d+", before):
        joined = f"{before},{key}"
        meant = f"{before}.{key}"
        if len(key) == _THOUSANDS and before.strip("0"):
            whole = f"{before}{key}"
            meant = whole if not key.strip("0") else f"{whole}, or {meant} if decimals are meant"
        return f"“{joined}”: a comma separates entries; write {meant}"
    found = re.fullmatch(rf"([A-Za-z_][\w-]*)(:|\s*=)[\s{BLANKS}]*(\S.*)", key)
    if found is None:
        return None
    space = "a plain space" if set(BLANKS) & set(key) else "a space"
    missing = "is followed by a colon" if "=" in found[2] else f"is followed by a colon and {space}"
    return f"“{key}”: a key {missing}; write `{found[1]}: {found[3]}`"


def _tab(lost: Lost) -> Slip | None:
    indent = lost.line[: len(lost.line) - len(lost.line.lstrip())]
    if "\t" in indent:
        return Slip(lost.at + 1, "a tab indents this line; write spaces instead, two for each step")
    return None


def _hard_space(lost: Lost) -> Slip | None:
    for index, line in lost.nearby():
        if re.match(rf"\s*[{BLANKS}]", line) or re.search(rf"\w:[{BLANKS}]", line):
            return Slip(index + 1, "a non-breaking space stands here; type a plain space in its place")
    return None


def _open_quote(lost: Lost) -> Slip | None:
    """A quotation mark that its own line does not close, while the thread is lost farther down."""
    for index, line in enumerate(lost.lines[: lost.at + 1]):
        found = re.search(r"""(?:^|[:,\[{]|-)\s*(["'])""", _bare(line))
        if found and (lost.at >= len(lost.lines) or (index < lost.at and found[1] in lost.line)):
            return Slip(index + 1, f"the quotation mark {found[1]} that opens here is not closed")
    return None


def _apostrophe(lost: Lost) -> Slip | None:
    """Text that goes on after the quotation mark that ended it: 'L'annexe'."""
    found = re.search(r"""([\w-]+):\s+('[^']*'[^\s,\]}#].*|"[^"]*"[^\s,\]}#].*)$""", lost.line)
    if not found:
        return None
    mark, other = found[2][0], {"'": '"', '"': "'"}[found[2][0]]
    text = _cut(found[2])[1:].removesuffix(mark).replace(other, "’")
    return Slip(
        lost.at + 1,
        f"the text goes on after the {mark} that ends it; put it between {other}: "
        f"{found[1]}: {other}{text}{other}",
    )


def _no_space(lost: Lost) -> Slip | None:
    for index, line in lost.nearby():
        found = re.match(r"\s*(?:- )?([A-Za-z_][\w-]*):([^\s/:].*)$", _uncommented(line))
        if found:
            return Slip(
                index + 1, f"a space is missing after the colon; write `{found[1]}: {_cut(found[2])}`"
            )
    return None


def _equals(lost: Lost) -> Slip | None:
    for index, line in lost.nearby():
        found = re.match(r"\s*([A-Za-z_][\w-]*)\s*=\s*(\S.*)$", _uncommented(line))
        if found:
            return Slip(index + 1, f"a key is followed by a colon; write `{found[1]}: {_cut(found[2])}`")
    return None


def _special(lost: Lost) -> Slip | None:
    """A value whose first letter means something to YAML."""
    found = re.match(r"\s*(?:- )?([\w-]+):\s+([%@`*&!|>?-].*)$", lost.line)
    if not found or (found.start(2) != lost.column and found[2][0] not in "|>*"):
        return None
    value = found[2].replace('"', "”")
    return Slip(
        lost.at + 1,
        f'text that begins with {value[0]} stands in quotation marks: {found[1]}: "{_cut(value)}"',
    )


def _brackets(lost: Lost) -> Slip | None:
    """A brace that is never closed, or closed once too often."""
    opened: list[tuple[int, str]] = []
    for index, line in enumerate(lost.lines):
        bare, flows = _bare(line), bool(opened)
        for column, letter in enumerate(bare):
            if letter in OPENS and (opened or re.search(r"(?:^|:|-)\s*$", bare[:column])):
                opened.append((index, letter))
                flows = True
            elif letter in OPENS.values() and opened:
                begun, opening = opened.pop()
                if OPENS[opening] != letter:
                    said = f"{letter} closes the {opening} of line {begun + 1}; write {OPENS[opening]}"
                    return Slip(index + 1, said)
            elif letter in OPENS.values() and flows:
                return Slip(index + 1, f"there is one {letter} more than {_opening(letter)}; remove it")
    if not opened:
        return None
    index, letter = opened[0]
    return Slip(
        index + 1, f"the {letter} that opens here is not closed; each {letter} needs its {OPENS[letter]}"
    )


def _second_colon(lost: Lost) -> Slip | None:
    """A text with a colon in it, without quotation marks."""
    line = _uncommented(lost.line)
    found = re.match(r"\s*(?:- )?([\w-]+):\s+((?![\"'{\[]).*:(?:\s.*)?)$", line) or re.search(
        r"(?<=[{,\s])([\w-]+):\s+([^,{}\[\]\"']*:\s[^,{}\[\]]*)", line
    )
    if not found:
        return None
    value = found[2].strip().replace('"', "”")
    second = re.search(r"\s([A-Za-z_][\w-]*):\s", found[2]) if "{" in line else None
    comma = f" (or a comma is missing before `{second[1]}:`)" if second else ""
    return Slip(
        lost.at + 1,
        f"the text after `{found[1]}:` holds a colon; put it in quotation marks{comma}: "
        f'{found[1]}: "{_cut(value)}"',
    )


def _indented(lost: Lost) -> Slip | None:
    """A line that begins in a column in which no block stands open."""
    line = lost.line
    if not re.match(r"\s*(?:- )?[\w-]+:(?:\s|$)", line):
        return None
    indent = len(line) - len(line.lstrip(" "))
    open_at: list[tuple[int, int, str]] = []  # (column, index, line) of the blocks that stand open
    for index, other in enumerate(lost.lines[: lost.at]):
        if not _bare(other).strip():
            continue
        column = len(other) - len(other.lstrip(" "))
        while open_at and open_at[-1][0] >= column:
            open_at.pop()
        open_at.append((column, index, other.strip()))
    if not open_at or any(column == indent for column, _, _ in open_at):
        return None
    column, index, above = min(open_at, key=lambda each: (abs(each[0] - indent), -each[1]))
    return Slip(
        lost.at + 1,
        f"this line begins in column {indent + 1}, but `{_cut(above)}` (line {index + 1}) in column "
        f"{column + 1}; keys of one block begin in the same column",
    )


def _second_document(lost: Lost) -> Slip | None:
    if lost.line.startswith(("---", "...")):
        return Slip(lost.at + 1, "a second document begins here; a file holds one")
    return None


FINDERS: Final[Sequence[Callable[[Lost], Slip | None]]] = (
    _tab,
    _second_document,
    _hard_space,
    _open_quote,
    _apostrophe,
    _no_space,
    _equals,
    _special,
    _brackets,
    _second_colon,
    _indented,
)


def _bare(line: str) -> str:
    """The line with its closed quotations and its comment blanked out, column by column."""
    blanked = QUOTED.sub(lambda found: " " * len(found[0]), " " + line)[1:]
    return COMMENT.sub(lambda found: " " * len(found[0]), blanked)


def _uncommented(line: str) -> str:
    return line[: len(_bare(line).rstrip())] if '"' not in line and "'" not in line else line.rstrip()


def _opening(letter: str) -> str:
    return next(opening for opening, closing in OPENS.items() if closing == letter)


def _cut(text: str) -> str:
    text = text.strip()
    return text if len(text) <= FULL else text[: FULL - 1] + "…"
