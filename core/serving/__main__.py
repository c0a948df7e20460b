"""``python -m core.serving [share] [options]``: what ``start.py`` hands over to once set up.

It runs in the program's folder.
"""

import sys

if __name__ == "__main__":
    try:
        import io
        from pathlib import Path

        from core.serving.command import main
    except KeyboardInterrupt:  # before anything was started: nothing to end, nothing to say
        sys.exit(0)
    for out in (sys.stdout, sys.stderr):
        if isinstance(out, io.TextIOWrapper):
            out.reconfigure(errors="replace")  # a console without Japanese shows the English
    sys.exit(main(sys.argv[1:], Path.cwd()))
