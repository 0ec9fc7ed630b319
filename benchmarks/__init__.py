"""Speed, measured: of kernels, of whole runs, beside other programs. They play small worlds of ``tests``.

What is in ``pages`` measures no speed.
"""

import sys
from pathlib import Path
from types import ModuleType

# A dependency (Ciw) installs a package called `tests`, found before ours wherever pytest is not at work.
ours = ModuleType("tests")
ours.__path__ = [str(Path(__file__).resolve().parents[1] / "tests")]
sys.modules.setdefault("tests", ours)
