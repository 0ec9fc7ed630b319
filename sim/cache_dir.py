"""The user's cache: compiled kernels, and bytecode where Python keeps none.

What is in it is executed, so nobody else may write there.
"""

import os
import stat
from functools import cache
from pathlib import Path
from typing import Final

NAME: Final = "premier-recours"


@cache
def cache_home() -> Path:
    """The folder of the cache, made if need be. Where the user's cannot be made, or is not theirs alone, one
    among temporary files; and where that is not theirs either, a new one, which ends with this process.
    """
    import tempfile

    given = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    shared = Path(tempfile.gettempdir())
    for root in (Path(given) / NAME, shared / f"{NAME}-{os.getuid()}"):
        if root.is_absolute() and _is_ours(root):
            return root
    return _for_now()


def _is_ours(root: Path) -> bool:
    """Whether it is, or can be made, a folder that this user alone may write to."""
    try:
        root.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = root.lstat()
    except OSError:
        return False
    alone = found.st_uid == os.getuid() and not found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    return stat.S_ISDIR(found.st_mode) and alone and os.access(root, os.W_OK | os.X_OK)


def _for_now() -> Path:
    import atexit
    import shutil
    import tempfile

    root = tempfile.mkdtemp(prefix=f"{NAME}-")
    atexit.register(shutil.rmtree, root, ignore_errors=True)
    return Path(root)
