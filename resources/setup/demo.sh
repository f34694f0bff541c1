#!/usr/bin/env bash
# Opens the demo site in a window; where there is no display, runs the tour into demo-out/ instead.
set -euo pipefail
cd "$(dirname "$0")/../.."

if [ "$(uname -s)" = Linux ] && [ -z "${DISPLAY:-}" ] && [ -z "${WAYLAND_DISPLAY:-}" ]; then
  printf '%s\n' "hairtrial: there is no display here, so the tour runs instead; look into demo-out/ afterwards"
  exec .venv/bin/hairtrial-desktop tour --out demo-out
fi
printf '%s\n' "hairtrial: opening the demo site in demo-data/ (the passwords are on its login page)"
exec .venv/bin/hairtrial-desktop demo --data demo-data
