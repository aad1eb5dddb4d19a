# What fixtures and the examples of the pages share: lines marked expect: must be reported, and nothing else at level
# warning, least of all lines marked silent:, which a careless rule would report. marks.sh holds the marks themselves.
# Sourced after lib.sh.

# marks WORD FILE...: "file:line rule" for each /* WORD: rule */
marks() {
    word=$1
    shift
    awk -v word="$word: " '{
        rest = $0
        while (match(rest, "/[*] " word "[a-z-]+ [*]/")) {
            print FILENAME ":" FNR " " substr(rest, RSTART + length(word) + 3, RLENGTH - length(word) - 6)
            rest = substr(rest, RSTART + RLENGTH)
        }
    }' "$@" | LC_ALL=C sort
}

# read_marks FILE...: what must be reported there into the file expected, and what must not into the file silent
read_marks() {
    marks expect "$@" >"$HERE/expected"
    marks silent "$@" >"$HERE/silent"
}

# reported: the same form, from dawdle's text in the file out
reported() {
    sed -nE 's/^([^:]+:[0-9]+):[0-9]+: (warning|error): .* \[([a-z-]+)\].*$/\1 \3/p' "$HERE/out" | LC_ALL=C sort
}

# keeps_silent: no line of the file silent is in the file reported
keeps_silent() {
    checks=$((checks + 1))
    LC_ALL=C comm -12 "$HERE/silent" "$HERE/reported" >"$HERE/wrong"
    [ ! -s "$HERE/wrong" ] && return
    fail "reported, although it is marked to be silent there:"
    sed 's/^/    /' "$HERE/wrong"
}

# compare FILE...: runs dawdle on the files as one program and holds what it reports to the marks that were read
compare() {
    wanted=0
    [ ! -s "$HERE/expected" ] || wanted=1
    before=$failures
    run "$wanted" -q "$@" -- -std=gnu17 -D_GNU_SOURCE -isystem "$ROOT/fixtures/include"
    reported >"$HERE/reported"
    keeps_silent
    checks=$((checks + 1))
    if ! cmp -s "$HERE/expected" "$HERE/reported"; then
        fail "$*: marked (-) and reported (+) differ"
        diff -U0 "$HERE/expected" "$HERE/reported" | grep '^[-+][^-+]'
        [ "$failures" -gt $((before + 1)) ] || show
    fi
}
