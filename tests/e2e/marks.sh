# The marks of fixtures: expect: on a line that must be reported, silent: on one that a careless rule would report. Each names
# a rule that exists and stands on a line of code, and no line has two for a rule. And there are enough of both kinds.
. "${0%/*}/lib.sh"
. "$TESTS/expect.sh"

least=150
rules=$(sed -n 's/^CHECK([a-z_]*, "\([a-z-]*\)",.*/\1/p' "$ROOT/checks/checks.def" | tr "\n" " ")

# wrong FILE...: what is wrong with the marks there
wrong() {
    # shellcheck disable=SC2086
    awk -v rules="$rules" -f "$TESTS/marks.awk" "$@"
}

# What this test is for, each kind once.
put right.c <<'END'
/* Words before a mark: they are no code. */
int a; /* expect: hidden-quadratic */ /* silent: heavy-include */
const char *b = "/* no comment"; /* silent: heavy-include */
END
put wrong.c <<'END'
int a; /* silent: no-such-rule */
/* silent: heavy-include */
/* A longer comment
   int b; /* silent: heavy-include */
int c; /* silent: heavy-include */ /* silent: heavy-include */
int d; /* expect: heavy-include */ /* silent: heavy-include */
int e; /* silent: heavy-include, hidden-quadratic */
END
put said <<'END'
wrong.c:1: there is no rule no-such-rule
wrong.c:2: the mark for heavy-include stands on a line without code
wrong.c:4: the mark for heavy-include stands on a line without code
wrong.c:5: marked twice for heavy-include
wrong.c:6: marked both expect and silent for heavy-include
wrong.c:7: a mark is written /* expect: rule */ or /* silent: rule */, not /* silent: heavy-include, hidden-quadratic */
END
wrong right.c wrong.c >saying
same said saying "what is said of wrong marks"

# A finding on a line that is marked to be silent is a failure.
cp "$ROOT/fixtures/nested_loop_match/bad_goto.c" loud.c
sed 's/expect: /silent: /' loud.c >marked.c
said="dawdle marked.c"
read_marks marked.c
run 1 -q marked.c
reported >"$HERE/reported"
before=$failures
keeps_silent >quiet
checks=$((checks + 1))
if [ "$failures" -eq $((before + 1)) ]; then
    failures=$before
else
    fail "a finding on a line that is marked to be silent passes"
fi

cd "$ROOT" || exit 1
files=$(find fixtures -type f | LC_ALL=C sort)
# Names of fixtures have no blanks.
# shellcheck disable=SC2086
wrong $files >"$HERE/saying"
checks=$((checks + 1))
[ ! -s "$HERE/saying" ] || fail "$(cat "$HERE/saying")"

# count WORD: how many marks there are; each rule must have some, and all together enough
count() {
    # shellcheck disable=SC2086
    marks "$1" $files >"$HERE/marked"
    all=$(wc -l <"$HERE/marked")
    printf '%s\n' "$((all)) marked $1"
    checks=$((checks + 1))
    [ "$all" -ge $least ] || fail "$((all)) places are marked $1, which is less than $least"
    for rule in $rules; do
        of_rule=$(grep -c " $rule\$" "$HERE/marked")
        printf '    %4d %s\n' "$of_rule" "$rule"
        checks=$((checks + 1))
        [ "$of_rule" -gt 0 ] || fail "no place in fixtures/ is marked /* $1: $rule */"
    done
}
count expect
count silent

finish
