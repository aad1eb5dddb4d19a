#!/bin/sh
# The README's table of rules is that of the program, and the design's and README's links lead somewhere.
# usage: readme.sh ROOT DAWDLE
set -eu
cd "$1"
dawdle=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# | `id` | REF-ID, REF-ID | what |
sed -n 's/^| `\([a-z-]*\)` | \([^|]*\) | [^|]* |$/\1 \2/p' README.md | tr -d , | LC_ALL=C sort >"$work/readme"
"$dawdle" rules | awk '{ gsub(/,/, " ", $3); print $1, $3 }' | LC_ALL=C sort >"$work/program"
[ -s "$work/program" ] || { echo "dawdle rules printed nothing"; exit 1; }
if ! diff -u "$work/program" "$work/readme"; then
    echo "README.md: the table of rules differs from 'dawdle rules'"
    exit 1
fi

for page in README.md docs/*.md; do
    for link in $(sed 's/](/\n](/g' "$page" | sed -n 's/^](\([^):#]*\)[^)]*).*/\1/p'); do
        [ -e "$(dirname "$page")/$link" ] || { echo "$page: the link $link leads nowhere"; exit 1; }
    done
done
