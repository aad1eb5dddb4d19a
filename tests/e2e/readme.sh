# The README's settings are settings that dawdle takes, and its command lines are such that run.
. "${0%/*}/lib.sh"

awk '/^```json$/ { on = 1; next } /^```/ { on = 0 } on' "$ROOT/README.md" >settings.json
checks=$((checks + 1))
[ -s settings.json ] || fail "README.md shows no settings"
echo 'int x;' >a.c
run 0 --settings settings.json a.c -- -std=gnu17

finish
