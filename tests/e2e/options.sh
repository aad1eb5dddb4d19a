# The command line itself: what is refused, with which sentence, and what is printed without looking at any C.
. "${0%/*}/lib.sh"

run 0 --version
out "dawdle "
no_err
run 0 --help
out "usage: dawdle [OPTIONS] [PATH...] [-- COMPILER FLAGS...]"
no_err
for option in database jobs format output only skip level fail-on allow-incomplete unit-timeout unit-memory settings \
    extra-arg color quiet verbose version help; do
    out "--$option"
done
for command in explain facts rules; do
    run 0 "$command" --help
    out "usage: dawdle $command"
    no_err
done

run 2 --fromat=text
one_sentence
err "unknown option '--fromat'; did you mean '--format'?"
run 2 --zzzzzz
one_sentence
err "unknown option '--zzzzzz'; 'dawdle --help' lists those there are"
run 2 -Z
one_sentence
err "unknown option '-Z'"
run 2 --quiet=1
one_sentence
err "--quiet takes no argument"
run 2 --format xml
one_sentence
err "--format takes text, sarif or json, not 'xml'"
run 2 --format
one_sentence
err "--format needs FORMAT after it"
run 2 --format text --format sarif
one_sentence
err "two formats cannot both go to standard output"
run 2 --format text -o same --format sarif -o same
one_sentence
err "two formats cannot both go to 'same'"
run 2 --format text -o - --format sarif -o -
one_sentence
err "two formats cannot both go to standard output"
run 2 --format text -o a -o b
one_sentence
err "-o 'b' has no --format of its own"
run 2 -o one -o two
one_sentence
err "need a --format each"
run 2 --only per-item-remote-cal
one_sentence
err "there is no rule 'per-item-remote-cal'; did you mean 'per-item-remote-call'?"
run 2 --skip xyzzy
one_sentence
err "there is no rule 'xyzzy'; 'dawdle rules' lists those there are"
run 2 --only ,
one_sentence
err "--only needs at least one rule"
run 2 -j 0
one_sentence
err "--jobs takes a number from 1"
run 2 -j 4x
one_sentence
err "not '4x'"
run 2 --unit-timeout -5
one_sentence
err "--unit-timeout takes a number"
run 2 --level never
one_sentence
err "--level takes note, warning or error, not 'never'"
run 2 --fail-on sometimes
one_sentence
err "--fail-on takes note, warning, error or never, not 'sometimes'"
run 2 --color blue
one_sentence
err "--color takes auto, always or never, not 'blue'"
run 2 rules -j 2
one_sentence
err "--jobs is no option of this command"

run 0 rules
no_err
out "per-item-remote-call"
run 2 rules something
one_sentence
run 0 explain per-item-remote-call
out "per-item-remote-call"
out "WF-06/REDUCE"
no_err
run 0 explain wf-06/reduce
out "WF-06/REDUCE: "
out "Rules that link to it:"
out "  per-item-remote-call: "
no_err
run 2 explain per-item-remote
one_sentence
err "did you mean 'per-item-remote-call'?"
run 2 explain xyzzy
one_sentence
err "there is no rule or REF-ID 'xyzzy'"
run 2 explain
one_sentence
run 2 explain one two
one_sentence
run 2 facts
one_sentence

# Every rule has a page, and every REF-ID that a rule names has a text.
"$DAWDLE" rules >list
while read -r id level references rest; do
    run 0 explain "$id"
    out "$id"
    for reference in $(printf '%s' "$references" | tr , ' '); do
        run 0 explain "$reference"
        out "  $id: "
    done
    case $level in note | warning | error) ;; *) fail "rules: the level of $id is '$level'" ;; esac
    [ -n "$rest" ] || fail "rules: $id has no summary"
done <list

# --only runs a rule that the settings turn off, and SARIF says that it ran.
echo 'int x;' >clean.c
echo '{ "rules": { "heavy-include": "off" } }' >off.json
run 0 --settings off.json --format sarif clean.c --
checks=$((checks + 1))
if grep -q '"id":[[:space:]]*"heavy-include"' out; then fail "SARIF lists a rule that the settings turn off"; fi
run 0 --settings off.json --only heavy-include --format sarif clean.c --
out '"id":	"heavy-include"'

# Output that cannot be written.
for command in --version --help rules "explain per-item-remote-call"; do
    checks=$((checks + 2))
    # shellcheck disable=SC2086
    "$DAWDLE" $command >/dev/full 2>err
    [ $? -eq 2 ] || fail "dawdle $command >/dev/full: the status should be 2"
    grep -q "standard output could not be written (No space left on device)" err || fail "dawdle $command >/dev/full says: $(cat err)"
    # shellcheck disable=SC2086
    "$DAWDLE" $command >&- 2>err
    [ $? -eq 2 ] || fail "dawdle $command >&-: the status should be 2"
    grep -q "standard output could not be written" err || fail "dawdle $command >&- says: $(cat err)"
done

finish
