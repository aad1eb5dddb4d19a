# What fixtures and the examples of the pages share: marked lines must be reported, and nothing else at level warning.
# Sourced after lib.sh.

# expected FILE...: "file:line rule" for each /* expect: rule */
expected() {
    awk '{
        rest = $0
        while (match(rest, /expect: [a-z-]+ /)) {
            print FILENAME ":" FNR " " substr(rest, RSTART + 8, RLENGTH - 9)
            rest = substr(rest, RSTART + RLENGTH)
        }
    }' "$@" | LC_ALL=C sort
}

# reported: the same form, from dawdle's text in the file out
reported() {
    sed -nE 's/^([^:]+:[0-9]+):[0-9]+: (warning|error): .* \[([a-z-]+)\].*$/\1 \3/p' "$HERE/out" | LC_ALL=C sort
}

# compare FILE...: runs dawdle on the files as one program and holds what it reports to the file expected
compare() {
    wanted=0
    [ ! -s "$HERE/expected" ] || wanted=1
    before=$failures
    run "$wanted" -q "$@" -- -std=gnu17 -D_GNU_SOURCE -isystem "$ROOT/fixtures/include"
    reported >"$HERE/reported"
    checks=$((checks + 1))
    if ! cmp -s "$HERE/expected" "$HERE/reported"; then
        fail "$*: marked (-) and reported (+) differ"
        diff -U0 "$HERE/expected" "$HERE/reported" | grep '^[-+][^-+]'
        [ "$failures" -gt $((before + 1)) ] || show
    fi
}
