#!/bin/sh
# Nothing is left for later by its own words, no address of this or that machine stands in the tree, and each source
# file is small enough to be one room.
# usage: finished.sh ROOT
set -eu
cd "$1"

failures=0
folders=
for folder in analyzer checks sarif tests cmake fixtures docs dev README.md CMakeLists.txt; do
    [ ! -e "$folder" ] || folders="$folders $folder"
done

# The words are put together here, so that this file does not hold them.
# shellcheck disable=SC2086
if grep -rnIwE --exclude-dir=node_modules "TO""DO|FIX""ME|XX""X" $folders; then
    echo "finish it, or write an issue"
    failures=1
fi
# shellcheck disable=SC2086
if grep -rnIE --exclude-dir=node_modules "/wo""rk/(main|shared)|/ho""me/[a-z]" $folders; then
    echo "a path of one machine does not belong into the tree"
    failures=1
fi
for file in $(find analyzer checks sarif -name '*.[ch]'); do
    lines=$(wc -l <"$file")
    if [ "$lines" -gt 700 ]; then
        echo "$file has $lines lines: it is more than one room (700 at most)"
        failures=1
    fi
done
[ "$failures" -eq 0 ]
