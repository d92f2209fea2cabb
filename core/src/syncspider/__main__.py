"""``python -m syncspider``, and the ``syncspider`` command."""

from __future__ import annotations

import io
import sys

from syncspider.cli.ending import execute


def main() -> None:
    """Run the command line and leave with its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A terminal that cannot show a character gets its escape instead of an error.
            stream.reconfigure(errors="backslashreplace")
    sys.exit(execute(sys.argv[1:]))


if __name__ == "__main__":
    main()
