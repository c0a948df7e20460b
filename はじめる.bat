@echo off
rem Starts Daifukucho: uv brings its own Python; else the Python of this computer.
chcp 65001 >nul
cd /d "%~dp0"
where uv >nul 2>nul && (uv run --no-project --python ">=3.11" start.py %* & goto :done)
py -3 --version >nul 2>nul && (py -3 start.py %* & goto :done)
python --version >nul 2>nul && (python start.py %* & goto :done)
echo Python 3.11 or newer is needed. Get it from https://www.python.org/downloads/
echo and tick "Add python.exe to PATH" while installing. Then double-click this file again.
:done
pause
