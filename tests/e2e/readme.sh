# The README's settings are settings that dawdle takes, and the finding it shows is one that dawdle reports.
. "${0%/*}/lib.sh"

awk '/^```json$/ { on = 1; next } /^```/ { on = 0 } on' "$ROOT/README.md" >settings.json
checks=$((checks + 1))
[ -s settings.json ] || fail "README.md shows no settings"
echo 'int x;' >a.c
run 0 --settings settings.json a.c -- -std=gnu17

cmake -S "$ROOT/fixtures/projects/orders" -B build -G Ninja -DCMAKE_EXPORT_COMPILE_COMMANDS=ON >log 2>&1 || fail "cmake: $(cat log)"
cd "$ROOT" || exit 1
run 1 -p "$HERE/build"
awk '/^```text$/ { on = 1; next } /^```/ { on = 0 } on' README.md >"$HERE/shown"
checks=$((checks + 1))
[ -s "$HERE/shown" ] || fail "README.md shows no finding"
checks=$((checks + 1))
if grep -vxFf "$HERE/out" "$HERE/shown" >"$HERE/stale"; then
    fail "README.md shows lines that dawdle does not print (any more); take the present ones from ./dev demo:"
    cat "$HERE/stale"
fi

finish
