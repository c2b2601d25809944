"""Whether the tests of the law reach every branch of its code: `python -m tests.remisi_rules.branches`.

Only tests that ask the same questions on every run count, and those of the command line in processes of their own too.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from tests.remisi_rules.mutation import ROOT, TESTS

SETTINGS = """[run]
branch = true
source = rehab.remisi_rules
parallel = true
patch = subprocess
data_file = {data}

[report]
show_missing = true
skip_covered = true
fail_under = 100
exclude_also =
    if __name__ == .__main__.:
"""


def main() -> int:
    """Prints the lines and branches no test reaches; 1 where there is one, or a test fails."""
    with tempfile.TemporaryDirectory(prefix="bina-branches-") as folder:
        settings = Path(folder) / "settings.ini"
        settings.write_text(SETTINGS.format(data=Path(folder) / "data"), "utf-8")
        tests = ["-m", "pytest", "-q", "-p", "no:randomly", "-p", "no:cacheprovider", "-p", "no:xdist", *TESTS]
        for command, *more in (["run", *tests], ["combine", "-q"], ["report"]):
            done = subprocess.run(
                [sys.executable, "-m", "coverage", command, f"--rcfile={settings}", *more], cwd=ROOT, check=False
            )
            if done.returncode:
                return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
