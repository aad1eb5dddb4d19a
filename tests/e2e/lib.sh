# What the command-line tests share. They are run as: sh NAME.sh ROOT DAWDLE, where DAWDLE is the absolute path of the
# program. Each works in a folder of its own, and goes on after a failure to show all of them.
set -u
ROOT=$1
DAWDLE=$2
[ -x "$DAWDLE" ] || { echo "$DAWDLE is no program"; exit 1; }
TESTS=$(cd "${0%/*}" && pwd)
HERE=$(mktemp -d)
trap 'rm -rf "$HERE"' EXIT
cd "$HERE" || exit 1
HERE=$(pwd -P)
failures=0
checks=0

# An error of a sanitizer must not look like one of dawdle's own statuses.
ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}exitcode=99
UBSAN_OPTIONS=${UBSAN_OPTIONS:+$UBSAN_OPTIONS:}exitcode=99:halt_on_error=1
export ASAN_OPTIONS UBSAN_OPTIONS
unset NO_COLOR

fail() {
    failures=$((failures + 1))
    printf '%s\n' "FAILED: $*"
}

# run STATUS ARGUMENT...: runs dawdle into the files out and err of the test's folder; its status must be STATUS.
run() {
    wanted=$1
    shift
    said="dawdle $*"
    checks=$((checks + 1))
    timeout 120 "$DAWDLE" "$@" >"$HERE/out" 2>"$HERE/err" </dev/null
    got=$?
    [ "$got" -eq "$wanted" ] && return
    fail "$said: status $got instead of $wanted"
    show
}

show() {
    sed 's/^/    out: /' "$HERE/out" | head -n 40
    sed 's/^/    err: /' "$HERE/err" | head -n 40
}

# out TEXT, err TEXT: the last run printed this text (fixed, anywhere) on standard output, on standard error.
out() {
    checks=$((checks + 1))
    grep -qF -- "$1" "$HERE/out" && return
    fail "$said: standard output does not say: $1"
    show
}
err() {
    checks=$((checks + 1))
    grep -qF -- "$1" "$HERE/err" && return
    fail "$said: standard error does not say: $1"
    show
}

# The last run printed nothing there.
no_out() {
    checks=$((checks + 1))
    [ ! -s "$HERE/out" ] && return
    fail "$said: standard output is not empty"
    show
}
no_err() {
    checks=$((checks + 1))
    [ ! -s "$HERE/err" ] && return
    fail "$said: standard error is not empty"
    show
}

# One sentence on standard error and nothing else: what every refusal looks like.
one_sentence() {
    checks=$((checks + 1))
    no_out
    if [ "$(wc -l <"$HERE/err")" -ne 1 ] || ! grep -q '^dawdle: ' "$HERE/err"; then
        fail "$said: standard error should be one line that begins with 'dawdle: '"
        show
    fi
}

# same A B WHAT: two files hold the same bytes.
same() {
    checks=$((checks + 1))
    cmp -s "$1" "$2" && return
    fail "$3 differs"
    diff -U0 "$1" "$2" | head -n 20
}

# put FILE: writes standard input there, with its folders.
put() {
    mkdir -p "$(dirname "$1")"
    cat >"$1"
}

# database FOLDER FILE...: a compile database for the files in FOLDER.
database() {
    folder=$1
    shift
    mkdir -p "$folder"
    {
        separator='['
        for file in "$@"; do
            printf '%s\n{"directory": "%s", "command": "cc -c %s -o %s.o", "file": "%s"}' \
                "$separator" "$(cd "$folder" && pwd -P)" "$file" "$file" "$file"
            separator=,
        done
        printf '\n]\n'
    } >"$folder/compile_commands.json"
}

# The end of every test: it counts as run only when it looked at something.
finish() {
    printf '%s\n' "$checks checks, $failures failures"
    [ "$checks" -gt 0 ] && [ "$failures" -eq 0 ]
    exit
}
