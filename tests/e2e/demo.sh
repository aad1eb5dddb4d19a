# The sample project: its marked lines are reported and nothing else, all five families are there, and the options that
# choose among findings choose.
. "${0%/*}/lib.sh"
. "$TESTS/expect.sh"

cmake -S "$ROOT/fixtures/projects/orders" -B build -G Ninja -DCMAKE_EXPORT_COMPILE_COMMANDS=ON >log 2>&1 || {
    cat log
    fail "cmake cannot configure the sample project"
}
cd "$ROOT/fixtures/projects/orders" || exit 1
read_marks *.c *.h
run 1 -p "$HERE/build"
reported >"$HERE/reported"
keeps_silent
cd "$HERE" || exit 1
same expected reported "marked (-) and reported (+) findings of the sample project"
for family in "heavy-include|eager-initializer" "nested-loop-match|hidden-quadratic" "per-item-remote-call" \
    "thread-in-handler" "unmeasured-cache|cached-sentinel"; do
    checks=$((checks + 1))
    grep -qE "\[($family)\]" out || fail "the sample project shows no finding of $family"
done
err " 0 failed"
err " 0 incomplete"
checks=$((checks + 1))
if grep -q "^.*: note:.*: note:" out; then fail "a note stands in a note"; fi

run 1 -p build --only per-item-remote-call
out "[per-item-remote-call]"
checks=$((checks + 1))
if grep -E "(warning|error): " out | grep -qv "\[per-item-remote-call\]"; then fail "--only lets others through"; fi
run 1 -p build --skip per-item-remote-call
checks=$((checks + 1))
if grep -q "\[per-item-remote-call\]" out; then fail "--skip does not leave it out"; fi
run 0 -p build --fail-on never
run 0 -p build --fail-on error
run 0 -p build --level error --fail-on never
no_out
run 1 -p build --color always
checks=$((checks + 1))
grep -q "$(printf '\033')\[" out || fail "--color always gives no colour"
NO_COLOR=1 run 1 -p build --color auto
checks=$((checks + 1))
if grep -q "$(printf '\033')" out; then fail "colour although NO_COLOR is set and this is no terminal"; fi
run 1 -q -p build
no_err
run 1 -v -p build
err "compile_commands.json"

finish
