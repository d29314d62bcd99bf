#!/bin/sh
# Puts a Python interpreter of this machine, its standard library and the C library into a folder: the files of an image
# without Node.js, for the tests of Python steps.
#   python-rootfs.sh FOLDER [PYTHON]
set -eu
target=$1
python=${2:-python3}
real=$("$python" -c 'import os, sys; print(os.path.realpath(sys.executable))')
library=$("$python" -c 'import os; print(os.path.dirname(os.__file__))')
mkdir -p "$target/usr/bin" "$target$(dirname "$library")"
mkdir -m 1777 "$target/tmp"
cp "$real" "$target/usr/bin/python3"
cp -r "$library" "$target$(dirname "$library")/"
find "$target$library" -name __pycache__ -prune -exec rm -r {} + -o -name test -prune -exec rm -r {} +
{ ldd "$real"; find "$library" -name '*.so' -exec ldd {} + 2>/dev/null; } | grep -o '/[^ ]*\.so[^ ]*' | grep -v ':$' | sort -u |
  while read -r lib; do
    [ -e "$lib" ] || continue
    mkdir -p "$target$(dirname "$lib")"
    cp -L "$lib" "$target$lib"
  done
