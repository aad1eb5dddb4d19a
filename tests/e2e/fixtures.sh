# fixtures/<check>/ and fixtures/catalog/: each .c file is a program, each folder of .c files one of several units, whose
# headers may hold marks as well.
# usage: fixtures.sh ROOT DAWDLE [BUILD [FOLDER...]]; only these folders of fixtures/
. "${0%/*}/lib.sh"
. "$TESTS/expect.sh"

cd "$ROOT/fixtures" || exit 1
if [ $# -gt 3 ]; then
    shift 3
else
    # shellcheck disable=SC2046
    set -- catalog $(sed -n 's/^CHECK(\([a-z_]*\),.*/\1/p' "$ROOT/checks/checks.def")
fi
for name in "$@"; do
    found=0
    for file in "$name"/*.c; do
        [ -f "$file" ] || continue
        read_marks "$file"
        compare "$file"
        found=1
    done
    for folder in "$name"/*/; do
        [ -d "$folder" ] || continue
        [ "${folder##*/variants/}" ] || continue # variants.sh
        read_marks "$folder"*
        compare "$folder"*.c
        found=1
    done
    [ $found -eq 1 ] || fail "fixtures/$name has no .c file"
done

finish
