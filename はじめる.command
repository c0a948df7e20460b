#!/bin/sh
# Starts Daifukucho: uv brings its own Python; else the Python of this computer.
cd "$(dirname "$0")" || exit 1
PATH="$HOME/.local/bin:/opt/homebrew/bin:/usr/local/bin:$PATH"
if command -v uv >/dev/null 2>&1; then
    exec uv run --no-project --python ">=3.11" start.py "$@"
elif command -v python3 >/dev/null 2>&1; then
    exec python3 start.py "$@"
fi
echo "Python 3.11 or newer is needed. Get it from https://www.python.org/downloads/"
