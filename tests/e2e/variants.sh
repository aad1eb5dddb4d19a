# fixtures/<check>/variants/: the same job in many ways of writing it has the same finding each time, or none.
#
# A job is a file bad_NAME.c or good_NAME.c, or a folder of that name when it takes several units; it is one program. Its
# variants are the functions NAME_*, and what only one of them calls is named after it (NAME_callback__each).
# In heavy_include the files NAME_*.c of the folder are the variants. Each variant of a bad job is reported by the folder's
# rule, and all of them with the same level and words, but for names, places and the helpers on the way. No variant of a
# good job is reported, as a note neither. Marks say where: expect: for warnings, expect-note: for notes, silent: for what must
# not be reported. And no two variants parse to the same tree, names and lines aside: that would be the same code twice.
# usage: variants.sh ROOT DAWDLE [BUILD [JOB...]]; only these jobs, such as fixtures/<check>/variants/bad_NAME.c
. "${0%/*}/lib.sh"
. "$TESTS/expect.sh"

flags="-std=gnu17 -D_GNU_SOURCE -isystem $ROOT/fixtures/include"

# look_at RULE JOB: a file or a folder
look_at() {
    rule=$1
    job=$2
    name=${job##*/}
    name=${name%.c}
    good=0
    [ "${name#good_}" = "$name" ] || good=1
    if [ -d "$job" ]; then
        sources=$(echo "$job"/*.c)
        all=$(echo "$job"/*.[ch])
    else
        sources=$job
        all=$job
    fi
    rm -f "$HERE"/*.facts
    number=100
    # Names of fixtures have no blanks, and the flags are words.
    # shellcheck disable=SC2086
    for file in $sources; do
        number=$((number + 1))
        run 0 facts "$file" -- $flags
        mv "$HERE/out" "$HERE/$number.facts"
    done
    wanted=1
    # shellcheck disable=SC2086
    read_marks $all
    # shellcheck disable=SC2086
    { sed 's/ / warning /' "$HERE/expected" && marks expect-note $all | sed 's/ / note /'; } | LC_ALL=C sort >"$HERE/marked"
    [ -s "$HERE/marked" ] || wanted=0
    # shellcheck disable=SC2086
    run $wanted -q --level note --fail-on note --only "$rule" $sources -- $flags
    # Steps of a finding are notes as well; they name no rule.
    grep -E ' \[[a-z-]+\]( \(|$)' "$HERE/out" >"$HERE/findings"
    reported >"$HERE/reported"
    keeps_silent
    sed -nE 's/^([^:]+:[0-9]+):[0-9]+: (note|warning|error): .* \[([a-z-]+)\].*$/\1 \2 \3/p' "$HERE/findings" |
        LC_ALL=C sort >"$HERE/found"
    checks=$((checks + 1))
    if ! cmp -s "$HERE/marked" "$HERE/found"; then
        fail "$job: marked (-) and reported (+) differ"
        diff -U0 "$HERE/marked" "$HERE/found" | grep '^[-+][^-+]'
    fi
    checks=$((checks + 1))
    awk -v job="${name#*_}" -v good=$good -f "$TESTS/variants.awk" "$HERE"/*.facts "$HERE/findings" >"$HERE/differences"
    [ ! -s "$HERE/differences" ] || fail "$job: $(cat "$HERE/differences")"
}

cd "$ROOT" || exit 1
if [ $# -gt 3 ]; then
    shift 3
else
    # shellcheck disable=SC2046
    set -- $(sed -n 's#^CHECK(\([a-z_]*\),.*#fixtures/\1/variants/*#p' checks/checks.def)
fi
for job in "$@"; do
    [ -e "$job" ] || continue
    check=${job#fixtures/}
    look_at "$(echo "${check%%/*}" | tr _ -)" "$job"
done

finish
