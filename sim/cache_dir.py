"""The user's cache: compiled kernels, and bytecode where Python keeps none."""

import os
from pathlib import Path


def cache_home() -> Path:
    """The folder of the cache, made if need be; where it cannot be made, a folder for temporary files."""
    root = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "premier-recours"
    try:
        root.mkdir(parents=True, exist_ok=True)
    except OSError:
        import tempfile

        return Path(tempfile.gettempdir()) / f"premier-recours-{os.getuid()}"
    return root
