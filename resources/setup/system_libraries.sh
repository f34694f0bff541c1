#!/usr/bin/env bash
# Installs the system libraries that are missing: `demo` for the program itself, `test` for the independent readers that
# the tests compare with as well. Debian and its children, as root or through sudo; elsewhere it says what is needed.
set -euo pipefail

# Qt offscreen, then Qt in a window (xcb), then printing. One name a word; a|b is the same library under another name.
demo=(libgl1 libegl1 'libglib2.0-0|libglib2.0-0t64' libdbus-1-3 libxkbcommon0 libfontconfig1 libgssapi-krb5-2
  libx11-xcb1 libxkbcommon-x11-0 libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-randr0
  libxcb-render-util0 libxcb-shape0 libxcb-sync1 libxcb-xfixes0 libxcb-xkb1 'libcups2|libcups2t64')
# git lists the files of the tree, age opens bundles, openssl and pdfsig (poppler-utils) check signatures, CUPS prints, Java runs veraPDF.
readers=(git age openssl poppler-utils cups cups-client printer-driver-cups-pdf libjaxb-java
  'default-jdk-headless|openjdk-17-jdk-headless|openjdk-21-jdk-headless|openjdk-25-jdk-headless')

say() { printf '%s\n' "hairtrial: $*"; }
installed() { [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

wanted=("${demo[@]}")
[ "${1:-demo}" = test ] && wanted+=("${readers[@]}")

[ "$(uname -s)" = Linux ] || exit 0
if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
  say "this is not a Debian; the program needs what Debian calls: ${wanted[*]%%|*}"
  exit 0
fi

missing=()
for names in "${wanted[@]}" "${@:2}"; do
  found=no
  for name in ${names//|/ }; do installed "$name" && found=yes; done
  [ $found = yes ] || missing+=("$names")
done
[ ${#missing[@]} -gt 0 ] || exit 0

if [ "$(id -u)" = 0 ]; then
  as_root=()
elif command -v sudo >/dev/null; then
  as_root=(sudo)
else
  say "system libraries are missing, and this is neither root nor is there sudo. Ask an administrator for:" >&2
  say "  apt-get install ${missing[*]%%|*}" >&2
  exit 1
fi
say "installing system libraries: ${missing[*]%%|*}"
"${as_root[@]}" apt-get update -qq
names=()
for alternatives in "${missing[@]}"; do
  chosen=${alternatives%%|*}
  for name in ${alternatives//|/ }; do
    apt-cache policy "$name" | grep -q 'Candidate: [^(]' && { chosen=$name; break; }
  done
  names+=("$chosen")
done
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${names[@]}" >/dev/null
