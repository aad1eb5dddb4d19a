# The examples of the pages are C that dawdle reads as the page says: each fenced block of C is a unit of its own.
. "${0%/*}/lib.sh"
. "$TESTS/expect.sh"

for name in $(sed -n 's/^CHECK(\([a-z_]*\),.*/\1/p' "$ROOT/checks/checks.def"); do
    mkdir "$name"
    awk -v folder="$name" '
        /^```c$/ { count++; file = folder "/example" count ".c"; next }
        /^```/ { if (file != "") close(file); file = ""; next }
        file != "" { print >file }' "$ROOT/checks/$name.md"
    bad=0
    good=0
    for example in "$name"/*.c; do
        [ -f "$example" ] || continue
        read_marks "$example"
        compare "$example"
        if grep -q 'expect: ' "$example"; then bad=1; else good=1; fi
    done
    checks=$((checks + 1))
    [ $bad -eq 1 ] && [ $good -eq 1 ] || fail "checks/$name.md needs a bad and a good example in \`\`\`c blocks"
done

finish
