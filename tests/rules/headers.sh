#!/bin/sh
# Every header compiles alone, with each compiler: whoever includes it needs nothing before it.
# usage: headers.sh ROOT COMPILER...; flags for all of them in INCLUDES
set -eu
cd "$1"
shift

failures=0
looked=0
for header in $(find analyzer checks sarif -name '*.h' | LC_ALL=C sort); do
    looked=$((looked + 1))
    for compiler in "$@"; do
        # Twice, so that a missing guard shows too.
        # shellcheck disable=SC2086
        printf '#include "%s"\n#include "%s"\n' "$header" "$header" |
            "$compiler" -std=c17 -D_GNU_SOURCE -Wall -Wextra -Wpedantic -Werror -fsyntax-only -I. ${INCLUDES:-} -x c - || {
            printf '%s\n' "$header does not compile alone with $compiler"
            failures=$((failures + 1))
        }
    done
done
[ "$looked" -gt 0 ] || { echo "no header was looked at"; exit 1; }
[ "$#" -gt 0 ] || { echo "no compiler was given"; exit 1; }
[ "$failures" -eq 0 ]
