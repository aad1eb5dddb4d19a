# sh golden.sh EXTRACT NAME [update]: compares what EXTRACT says about NAME.c with NAME.facts beside it.
#
# The first lines of NAME.c may say how: /* flags: ... */ for the compiler and /* show: ... */ for lines of the dump to
# compare beside the trees and the errors (argument, file, include, use, type, symbol, attribute, comment). With a
# third argument NAME.facts is written anew, to be read before it is committed.
set -u
cd "$(dirname "$0")" || exit 1
extract=$1
name=$2
flags=$(sed -n 's,^/\* flags: \(.*\) \*/$,\1,p' "$name.c")
show=$(sed -n 's,^/\* show: \(.*\) \*/$,\1,p' "$name.c")
here=$(mktemp -d)
trap 'rm -rf "$here"' EXIT

# The flags are split into words on purpose.
# shellcheck disable=SC2086
"$extract" --dump "$name.c" -- -std=gnu17 $flags >"$here/dump" || { echo "$name.c: no facts"; exit 1; }
# From version 21 on libclang writes the type of sizeof as __size_t.
awk -v show=" root diagnostic pragma $show " '
    /^[^ ]/ { shown = index(show, " " $1 " ") > 0 }
    shown { gsub(/__size_t/, "unsigned long"); print }
' "$here/dump" >"$here/facts"
if [ $# -gt 2 ]; then
    cp "$here/facts" "$name.facts"
else
    diff -u "$name.facts" "$here/facts"
fi
