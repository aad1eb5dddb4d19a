# fixtures/<check>/ and fixtures/catalog/: each .c file is a program, each folder of .c files one of several units, whose
# headers may hold marks as well.
. "${0%/*}/lib.sh"
. "$TESTS/expect.sh"

cd "$ROOT/fixtures" || exit 1
for name in catalog $(sed -n 's/^CHECK(\([a-z_]*\),.*/\1/p' "$ROOT/checks/checks.def"); do
    found=0
    for file in "$name"/*.c; do
        [ -f "$file" ] || continue
        expected "$file" >"$HERE/expected"
        compare "$file"
        found=1
    done
    for folder in "$name"/*/; do
        [ -d "$folder" ] || continue
        expected "$folder"* >"$HERE/expected"
        compare "$folder"*.c
        found=1
    done
    [ $found -eq 1 ] || fail "fixtures/$name has no .c file"
done

finish
