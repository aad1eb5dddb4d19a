# Which units a PATH means and where the database is found.
. "${0%/*}/lib.sh"

slow() {
    cat <<'TEXT'
int system(const char *command);
void NAME(const char **commands, int count);
void NAME(const char **commands, int count)
{
    for (int i = 0; i < count; i++)
        system(commands[i]);
}
TEXT
}

# --- the database: the folder, build/, build/*/, out/; upwards as far as the repository
for place in . build build/debug out; do
    rm -rf project
    mkdir -p project/.git project/src/deep
    slow | sed 's/NAME/first/' >project/src/deep/a.c
    slow | sed 's/NAME/second/' >project/src/b.c
    mkdir -p project/$place
    in=$place/
    [ $place != . ] || in=
    database project/$place "$HERE/project/src/deep/a.c" "$HERE/project/src/b.c"
    for start in project project/src/deep project/src/deep/a.c; do
        run 1 -v "$start"
        err "database: $HERE/project/${in}compile_commands.json"
        out "src/deep/a.c:6:"
    done
    cd project/src || exit 1
    run 1
    out "deep/a.c:6:"
    out "b.c:6:"
    cd "$HERE" || exit 1
done

# Not above the repository.
mkdir -p outer/repository/.git
database outer "$HERE/outer/x.c"
echo 'int x;' >outer/x.c
run 2 outer/repository
one_sentence

# compile_flags.txt
mkdir -p flags/include flags/.git
echo '#define NUMBER 3' >flags/include/number.h
printf '#include <number.h>\nint n = NUMBER;\n' >flags/a.c
printf -- '-Iinclude\n' >flags/compile_flags.txt
run 0 flags/a.c
err "1 unit analysed, 0 incomplete"

# --- a folder, a file, a header
rm -rf project
mkdir -p project/src project/lib
echo 'int shared(void);' >project/lib/shared.h
slow | sed 's/NAME/first/; 1i #include "../lib/shared.h"' >project/src/a.c
slow | sed 's/NAME/second/' >project/src/b.c
slow | sed 's/NAME/third/; 1i #include "shared.h"' >project/lib/c.c
echo 'class odd { };' >project/src/odd.cpp
database project src/a.c src/b.c lib/c.c src/odd.cpp
run 1 project
err "3 units analysed, 0 incomplete, 0 failed, 1 skipped"
out "src/a.c:7:"
out "src/b.c:6:"
out "lib/c.c:7:"
run 1 project/src
err "2 units analysed"
run 1 project/lib/c.c
err "1 unit analysed"
run 1 project/lib/shared.h
err "2 units analysed"
out "src/a.c:7:"
out "lib/c.c:7:"

# --- one file several times with other macros: each is seen, the finding is one
printf 'int system(const char *);\n#ifdef SLOW\nvoid f(const char **a, int n) { for (int i = 0; i < n; i++) system(a[i]); }\n#endif\n' >project/src/twice.c
cat >project/compile_commands.json <<TEXT
[
{"directory": "$HERE/project", "arguments": ["gcc", "-c", "src/twice.c", "-o", "x.o"], "file": "src/twice.c"},
{"directory": "$HERE/project", "arguments": ["ccache", "gcc", "-DSLOW", "-c", "src/twice.c", "-o", "y.o"], "file": "src/twice.c"},
{"directory": "$HERE/project", "command": "arm-linux-gnueabi-gcc -DSLOW -DOTHER -fconserve-stack -c src/twice.c -o z.o", "file": "src/twice.c"}
]
TEXT
run 1 -p project
err "1 finding; 3 units analysed"

# --- flags after --, and --extra-arg
printf 'int n = NUMBER;\n' >extra.c
run 3 extra.c -- -std=c17
run 0 extra.c -- -DNUMBER=1
run 0 --extra-arg=-DNUMBER=1 extra.c --

# --- nothing is written, loaded or run because a database says so
mkdir trap
echo 'int x;' >trap/a.c
cat >trap/compile_commands.json <<TEXT
[{"directory": "$HERE/trap", "command": "touch $HERE/trap/touched; cc -MD -MF $HERE/trap/deps -fplugin=$HERE/trap/p.so -Xclang -load -Xclang $HERE/trap/p.so -c a.c -o $HERE/trap/a.o \$(touch $HERE/trap/touched)", "file": "a.c"}]
TEXT
timeout 60 "$DAWDLE" -p trap >/dev/null 2>&1 </dev/null
checks=$((checks + 1))
[ "$(ls trap | tr '\n' ' ')" = "a.c compile_commands.json " ] || fail "a database made dawdle write: $(ls trap)"

# --- settings
rm -rf project
mkdir -p project/src project/third_party
slow | sed 's/NAME/first/' >project/src/a.c
slow | sed 's/NAME/second/' >project/third_party/b.c
database project src/a.c third_party/b.c
echo '{"exclude": ["third_party/"]} // theirs' >project/dawdle.json
run 1 project
out "src/a.c:6:"
checks=$((checks + 1))
if grep -q third_party out; then fail "excluded files are reported"; fi
err "2 units analysed"
echo '{"rules": {"per-item-remote-call": "off"}}' >project/dawdle.json
run 0 project
no_out
echo '{"rules": {"per-item-remote-call": "note"}}' >project/dawdle.json
run 0 project
no_out
err "0 findings and 2 below --level"
run 0 --level note project
out "note: "
echo '{"rules": {"per-item-remote-call": "error"}}' >project/dawdle.json
run 1 --level error --fail-on error project
out "error: "

finish
