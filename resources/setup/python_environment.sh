#!/usr/bin/env bash
# Makes .venv with exactly what requirements.lock names, and the program itself. Does nothing where that is already so.
set -euo pipefail
cd "$(dirname "$0")/../.."

say() { printf '%s\n' "hairtrial: $*"; }
fits() { "$1" -c 'import sys; raise SystemExit(sys.version_info < (3, 11))' 2>/dev/null; }
stamp_of() { cat "$@" | sha256sum | cut -d' ' -f1; }

find_python() {
  for candidate in ${PYTHON:-} python3.13 python3.12 python3.11 python3; do
    command -v "$candidate" >/dev/null && fits "$candidate" && { command -v "$candidate"; return; }
  done
  say "Python 3.11 or newer is needed and none was found. Install one (Debian 12: apt-get install python3)," >&2
  say "or name it: make PYTHON=/path/to/python3 .venv" >&2
  return 1
}

make_environment() {
  local python version
  python=$(find_python)
  version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
  if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    bash resources/setup/system_libraries.sh demo "python$version-venv|python3-venv"
  fi
  say "making .venv with $("$python" -V) ($python)"
  rm -rf .venv
  "$python" -m venv .venv
}

packages=$(stamp_of requirements.lock)
program=$(stamp_of pyproject.toml)
{ [ -x .venv/bin/python ] && fits .venv/bin/python && .venv/bin/python -c 'import pip' 2>/dev/null; } || make_environment
if [ "$(cat .venv/.packages 2>/dev/null)" != "$packages" ]; then
  say "installing the locked packages into .venv (the first time about half a minute)"
  rm -f .venv/.packages .venv/.program
  .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
  echo "$packages" >.venv/.packages
fi
if [ "$(cat .venv/.program 2>/dev/null)" != "$program" ]; then
  say "installing hairtrial-desktop into .venv"
  .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-index --no-deps --no-build-isolation -e .
  echo "$program" >.venv/.program
fi
