#!/bin/sh
# The parts of a check: each line of checks/checks.def has its source, its page, and fixtures that are reported and
# fixtures that are not; the lines are sorted, and no part stands without a line.
# usage: parts.sh ROOT
set -eu
cd "$1"

failures=0
fail() {
    printf '%s\n' "$*"
    failures=$((failures + 1))
}

names=$(sed -n 's/^CHECK(\([a-z_]*\),.*/\1/p' checks/checks.def)
[ -n "$names" ] || fail "checks/checks.def has no CHECK line"
[ "$names" = "$(printf '%s\n' "$names" | LC_ALL=C sort -u)" ] || fail "checks/checks.def is not sorted, or names a check twice"

for name in $names; do
    id=$(sed -n "s/^CHECK($name, *\"\([a-z-]*\)\".*/\1/p" checks/checks.def)
    [ "$id" = "$(printf '%s' "$name" | tr _ -)" ] || fail "checks/checks.def: $name has the id '$id'; it should be the name with hyphens"
    [ -f "checks/$name.c" ] || fail "checks/$name.c is missing"
    if [ ! -f "checks/$name.md" ]; then
        fail "checks/$name.md is missing"
    elif ! grep -q "expect: $id " "checks/$name.md"; then
        fail "checks/$name.md has no bad example: a line marked 'expect: $id'"
    fi
    folder=fixtures/$name
    if [ ! -d "$folder" ]; then
        fail "$folder is missing"
        continue
    fi
    grep -rqs "expect: $id " "$folder" || fail "$folder has no line marked 'expect: $id'"
    good=
    for file in "$folder"/*.c; do
        grep -qs "expect: " "$file" || good=$file
    done
    [ -n "$good" ] || fail "$folder has no good file, without any mark"
done

for page in checks/*.md; do
    name=$(basename "$page" .md)
    printf '%s\n' "$names" | grep -qx "$name" || fail "$page has no line in checks/checks.def"
done
[ "$failures" -eq 0 ]
