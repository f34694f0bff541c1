#!/usr/bin/env bash
# Resolves pyproject.toml for every platform into requirements.lock: versions and hashes, no addresses.
set -euo pipefail
cd "$(dirname "$0")/../.."

uv=$(command -v uv || true)
if [ -z "$uv" ]; then
  uv=build/uv/bin/uv # resolves only, so it is no part of .venv
  [ -x "$uv" ] || { .venv/bin/python -m venv build/uv && build/uv/bin/pip install --quiet uv; }
fi
"$uv" pip compile pyproject.toml --extra dev --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
  --no-header --no-annotate --no-emit-index-url --no-emit-find-links --output-file requirements.lock
