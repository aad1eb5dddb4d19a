# Bad input: each has its sentence and its status. Nothing hangs, nothing crashes, and nothing unseen is called clean.
. "${0%/*}/lib.sh"

# --- databases
mkdir none
printf 'int main(void) { return 0; }\n' | put none/src/main.c
cd none || exit 1
run 2
one_sentence
err "no compile database was found from $HERE/none upwards"
err "CMAKE_EXPORT_COMPILE_COMMANDS"
cd "$HERE" || exit 1
run 2 -p none
one_sentence
err "there is no compile_commands.json in $HERE/none"

printf '[]\n' | put empty/compile_commands.json
run 2 -p empty
one_sentence
err "compile_commands.json"

printf '[\n  {"directory": "/", "file": "a.c", "command": "cc -c a.c"},\n  oops\n]\n' | put broken/compile_commands.json
run 2 -p broken
one_sentence
err "compile_commands.json:3:3: "

run 2 -p nowhere
one_sentence
err "nowhere"

mkdir folder
run 2 -p folder
one_sentence
err "folder"

# --- paths
run 2 missing.c
one_sentence
err "missing.c"
run 2 expalin per-item-remote-call
one_sentence
err "did you mean 'dawdle explain'?"

mkdir text && echo "no C here" >text/readme.txt
run 2 text
one_sentence
err "there is no C source in $HERE/text or below"
run 2 text -- -std=gnu17
one_sentence
err "there is no C source in $HERE/text or below"

printf 'int one;\n' | put known/a.c
printf 'int two;\n' | put known/sub/b.c
database known a.c

# What no database knows is analysed with the default flags, and that is said.
for path in none/src/main.c none/src; do
    run 0 $path
    no_out
    err "none/src/main.c is in no compile database and read with -std=gnu17"
    err "1 unit analysed"
done
run 0 -p known known
err "1 unit analysed"
run 0 -p known known/sub
err "known/sub/b.c is in no compile database and read with -std=gnu17"

# A file that the database names and that is not there was not analysed.
database gone a.c
run 3 -p gone
err "gone/a.c: not analysed: there is no such file"
err "0 units analysed, 0 incomplete, 1 failed"

# --- units with errors: incomplete or failed, never clean
printf 'int f(void) { return undeclared; }\n' | put errors/bad.c
run 3 errors/bad.c -- -std=gnu17
no_out
err "bad.c"
err "undeclared"
err "1 incomplete"
run 0 --allow-incomplete errors/bad.c -- -std=gnu17
err "1 incomplete"
run 3 -q errors/bad.c -- -std=gnu17
err "bad.c"
if grep -q "units\{0,1\} analysed" err; then fail "-q: the last line should not be there"; fi

printf '#include "gone.h"\nint x;\n' | put errors/include.c
run 3 errors/include.c -- -std=gnu17
err "gone.h"

printf '#include "/dev/zero"\nint x;\n' | put errors/zero.c
run 3 --unit-timeout 20 --unit-memory 1000 errors/zero.c --
err "zero.c: not analysed: it needed more than 1000 MB; --unit-memory allows more"
err "1 failed"

mkfifo errors/pipe
printf '#include "pipe"\nint x;\n' | put errors/fifo.c
run 3 --unit-timeout 2 errors/fifo.c --
err "fifo.c"
err "1 failed"

# The unit beside a bad one is still seen.
printf 'int good(void) { return 1; }\n' | put errors/good.c
run 3 --unit-timeout 2 errors/fifo.c errors/good.c --
err "1 unit analysed"
err "1 failed"

# A bomb of macros: two to the power of 26 additions.
{
    echo '#define A0 1 +'
    last=0
    while [ $last -lt 26 ]; do
        next=$((last + 1))
        echo "#define A$next A$last A$last"
        last=$next
    done
    echo 'int sum = A26 1;'
} >errors/bomb.c
run 3 --unit-memory 300 errors/bomb.c errors/good.c --
err "errors/bomb.c: not analysed: "
err "1 unit analysed, 0 incomplete, 1 failed"

# --- sources that are no text
printf '\000\001\377\376garbage \200' | put bytes/noise.c
run 3 bytes/noise.c --
err "noise.c"
: | put bytes/empty.c
run 0 bytes/empty.c --
printf 'int x; /* caf\351 */\r\n' | put bytes/latin1.c
run 0 bytes/latin1.c --

# --- names of files
newline='new
line.c'
printf 'int f(void) { return undeclared; }\n' >"$newline"
run 3 "./$newline" --
err 'new\nline.c'
checks=$((checks + 1))
[ "$(wc -l <err)" -le 3 ] || fail "a newline in a name must not make lines"
printf 'int f(void) { return undeclared; }\n' >"quo\"te'.c"
run 3 "./quo\"te'.c" --
err "quo\"te'.c"
bytes=$(printf 'by\377te.c')
printf 'int f(void) { return undeclared; }\n' >"$bytes"
run 3 "./$bytes" --
err "1 incomplete"
for format in sarif json; do
    run 3 --format $format "./$newline" "./quo\"te'.c" "./$bytes" --
    checks=$((checks + 1))
    [ -s out ] || fail "--format $format of odd names printed nothing"
    if grep -q "$(printf '\377')" out; then fail "--format $format passes on bytes that are no UTF-8"; fi
done

# --- settings
printf '{\n  // a comment\n  "rulez": {}\n}\n' | put settings/dawdle.json
printf 'int x;\n' | put settings/a.c
run 2 settings/a.c --
one_sentence
err "dawdle.json:3:3: "
err "rulez"
run 2 --settings settings/dawdle.json none/src/main.c --
one_sentence
err "dawdle.json:3:3: "
run 2 --settings nowhere.json none/src/main.c --
one_sentence
err "nowhere.json"
printf '{"rules": {"per-item-remote-cal": "off"}}\n' | put settings/dawdle.json
run 2 settings/a.c --
one_sentence
err "per-item-remote-cal"

# --- output that cannot be written
mkdir slow
cat >slow/slow.c <<'TEXT'
int system(const char *command);
void run_all(const char **commands, int count)
{
    for (int i = 0; i < count; i++)
        system(commands[i]);
}
TEXT
run 1 slow/slow.c --
out "[per-item-remote-call]"
run 0 --fail-on never slow/slow.c --
out "[per-item-remote-call]"
for redirect in full closed; do
    checks=$((checks + 1))
    if [ $redirect = full ]; then
        "$DAWDLE" slow/slow.c -- >/dev/full 2>err
    else
        "$DAWDLE" slow/slow.c -- >&- 2>err
    fi
    status=$?
    said="dawdle with standard output $redirect"
    [ "$status" -eq 2 ] || fail "$said: status $status instead of 2"
    err "standard output could not be written"
done
run 2 --format sarif -o nowhere/x.sarif slow/slow.c --
err "nowhere/x.sarif"
run 2 --format json -o /dev/full slow/slow.c --
err "/dev/full"
run 1 --format text --format sarif -o x.sarif --format json -o x.json slow/slow.c --
out "[per-item-remote-call]"
checks=$((checks + 1))
[ -s x.sarif ] && [ -s x.json ] || fail "one run should write several formats"

finish
