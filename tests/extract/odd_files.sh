# sh odd_files.sh EXTRACT: sources whose bytes would not survive a repository, or that need another folder.
set -u
extract=$1
here=$(mktemp -d)
trap 'rm -rf "$here"' EXIT
cd "$here" || exit 1
failures=0

# facts FILE FLAG...: its dump in the file `dump`.
facts() {
    file=$1
    shift
    "$extract" --dump "$file" -- -std=gnu17 "$@" >dump 2>err && return
    failures=$((failures + 1))
    echo "FAILED: $file: no facts: $(cat err)"
}

# has LINE, lacks TEXT: a whole line of the dump, blanks in front apart; a text in no line of it.
has() {
    sed 's/^ *//' dump | grep -qxF -- "$1" && return
    failures=$((failures + 1))
    echo "FAILED: $file: the dump lacks: $1"
    sed 's/^/    /' dump | head -n 25
}
lacks() {
    grep -qF -- "$1" dump || return 0
    failures=$((failures + 1))
    echo "FAILED: $file: the dump has: $1"
}

# fails FILE SENTENCE FLAG...: no facts, and this sentence.
fails() {
    file=$1
    sentence=$2
    shift 2
    if "$extract" --dump "$file" -- "$@" >dump 2>err </dev/null || ! grep -qF -- "$sentence" err; then
        failures=$((failures + 1))
        echo "FAILED: $file: does not fail with: $sentence"
        sed 's/^/    /' err
    fi
}

printf 'int f(int);\n/* caf\351 */ // \377\nvoid g(void) { f(1); } /* na\357ve */\n' >latin1.c
facts latin1.c
has 'comment latin1.c:2 "/* caf\xe9 */"'
has 'comment latin1.c:3 "/* na\xefve */"'
has 'call f : int @ 3:16-20'
lacks incomplete

printf 'int f(int);\r\n#define TWICE(x) \\\r\n    f(x); \\\r\n    f(x)\r\nvoid g(void)\r\n{\r\n    for (;;\r\n        f(1))\r\n        TWICE(2);\r\n}\r\n// end\\\r\nless\r\n/* two\r\nlines */\r\n' >crlf.c
facts crlf.c
has 'file crlf.c main project lines 14 bytes 156 code 7'
has 'for @ 7:5-9:17'
has 'call f : int @ 8:9-13'
has 'call f : int @ 9:9-17 macro TWICE'
has 'comment crlf.c:11-12 "// end\\\x0d\nless"'
has 'comment crlf.c:13-14 "/* two\x0d\nlines */"'

printf '\357\273\277#ifdef __linux__\nint f(int);\n#endif\nint g(void) { return f(1); } /* end */' >bom.c
facts bom.c
has 'call f : int @ 4:22-26'
has 'comment bom.c:4 "/* end */"'

# a line of 200,000 bytes: columns stop at the last that 16 bits hold
{
    printf 'int f(int);\nvoid g(void) { '
    awk 'BEGIN { for (i = 0; i < 20000; i++) printf "f(%5d); ", i }'
    printf 'for (;;) f(1); }\n/* after */\n'
} >long.c
facts long.c
has 'call f : int @ 2:16-24'
has 'for @ 2:65535'
has 'comment long.c:3 "/* after */"'

# a table of a million numbers leaves a few of them, and the function behind it
{
    printf 'int f(int);\nconst unsigned char table[] = {'
    awk 'BEGIN { for (i = 0; i < 200000; i++) printf "%d,", i % 256 }'
    printf '};\nvoid g(void) { f(1); }\n'
} >table.c
facts table.c
has 'symbol variable table external defined static : const unsigned char[200000] @ table.c:2:21 identity v:table'
has 'call f : int @ 3:16-20'
[ "$(wc -l <dump)" -lt 200 ] || { failures=$((failures + 1)); echo "FAILED: table.c: every number was kept"; }

# chains that nest: the parser takes them, and so must the walk, down to a depth that is said
awk 'BEGIN { printf "int f(int);\nint g(int n) { return 0"; for (i = 0; i < 1000; i++) printf "\n + f(%d)", i; print "; }" }' >chain.c
facts chain.c
has 'call f : int @ 3:4-8'
has 'call f : int @ 1002:4-10'
lacks incomplete
awk 'BEGIN { printf "int f(int);\nint g(int n) { return 0"; for (i = 0; i < 9000; i++) printf "\n + f(%d)", i; print "; }" }' >deep.c
facts deep.c
has 'unit deep.c incomplete errors 1'
has 'diagnostic error deep.c:1:1 "statements or expressions are nested too deeply to follow; the innermost were left out"'

# an else-if chain likewise
awk 'BEGIN { print "int f(int);\nint g(int n)\n{"; for (i = 0; i < 1500; i++) printf "%sif (n == %d)\n f(%d);\n", i ? "else " : "", i, i; print "return 0; }" }' >elses.c
facts elses.c
has 'call f : int @ 3003:2-9'
lacks incomplete

printf 'int main(void) { return 0' >cut.c
facts cut.c
has 'unit cut.c incomplete errors 2'

: >empty.c
facts empty.c
has 'file empty.c main project lines 0 bytes 0 code 0'

# a name that is hard to write
odd='odd "name
with $(echo) bytes '$(printf '\377')'.c'
printf 'int f(int);\nint g(void) { return f(__LINE__); }\n' >"$odd"
facts "$odd"
has 'call f : int @ 2:22-33'

# flags that only gcc knows are no errors of the unit
printf 'int f(int);\nint g(void) { return f(1); }\n' >plain.c
facts plain.c -fconserve-stack -mrecord-mcount -fno-such-flag -Wno-such-warning -fopenmp
has 'unit plain.c errors 0'
fails plain.c 'clang does not accept its flags (perhaps -std=gnu99x)' -std=gnu99x
fails plain.c 'clang does not accept its flags (perhaps -march=foo)' -march=foo
fails gone.c 'there is no such file'
mkfifo fifo.c
fails fifo.c 'it is no regular file'
fails . 'it is no regular file'
printf '#include "missing.h"\nint f(int);\nint g(void) { return f(1); }\n' >missing.c
facts missing.c
has 'unit missing.c incomplete errors 1'
has "diagnostic error missing.c:1:10 \"'missing.h' file not found\""
has 'call f : int @ 3:22-26'
facts plain.c -include missing.h
has 'unit plain.c incomplete errors 1'
has "diagnostic error (none):0:0 \"'missing.h' file not found\""

# two checkouts in folders of other names give the same bytes, with every place that could hold a path
for checkout in one another/checkout; do
    mkdir -p "$checkout/src" "$checkout/include"
    printf '#pragma once\nstruct s { struct { int x; } in; union { int u; }; };\nstatic inline const char *file(void) { return __FILE__; }\n' >"$checkout/include/s.h"
    cat >"$checkout/src/s.c" <<END
#include "s.h"
static struct { int y; } hidden;
typedef struct { int z; } named;
const char *where[] = {__FILE__, __BASE_FILE__, ROOT, __TIME__};
int f(struct s *s, named *n)
{
    struct { int w; } local = {1};
    assert(s);
    return s->in.x + s->u + n->z + hidden.y + local.w + sizeof file() + undeclared;
}
END
    (cd "$checkout" && "$extract" --dump src/s.c -- "-I$PWD/include" -include "$PWD/include/s.h" "-DROOT=\"$PWD/data\"") >"dump.${checkout%%/*}" || failures=$((failures + 1))
done
if ! cmp -s dump.one dump.another; then
    failures=$((failures + 1))
    echo "FAILED: two checkouts differ"
    diff dump.one dump.another
fi
file=two
cp dump.one dump
lacks "$here"
has 'argument -Iinclude'
has 'argument include/s.h'
has 'argument -DROOT="data"'

[ "$failures" -eq 0 ]
