#!/bin/sh
# A rule that cannot fail holds nothing: each is shown a small tree that keeps it and one that breaks it.
# usage: selftest.sh FOLDER-OF-THE-RULES
set -eu
rules=$(cd "$1" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
failures=0

make_tree() {
    rm -rf tree
    mkdir -p tree/analyzer/base tree/analyzer/facts tree/analyzer/link tree/checks tree/sarif tree/docs tree/fixtures/slow_thing
    cat >tree/CMakeLists.txt <<'TEXT'
dawdle_library(base   analyzer/base)
dawdle_library(facts  analyzer/facts  DEPENDS base)
dawdle_library(link   analyzer/link   DEPENDS facts base)
dawdle_library(checks checks          DEPENDS link base)
TEXT
    cat >tree/docs/design.md <<'TEXT'
| folder | what | may include |
| --- | --- | --- |
| `analyzer/base` | a | - |
| `analyzer/facts` | b | - |
| `analyzer/link` | c | facts |
| `checks` | d | link |
TEXT
    echo '#include <stddef.h>' >tree/analyzer/base/a.h
    echo '#include "analyzer/base/a.h"' >tree/analyzer/facts/b.h
    echo '#include "analyzer/facts/b.h"' >tree/analyzer/link/c.h
    echo 'CHECK(slow_thing, "slow-thing", "SlowThing")' >tree/checks/checks.def
    echo '#include "analyzer/link/c.h"' >tree/checks/slow_thing.c
    echo 'x(); /* expect: slow-thing */' >tree/checks/slow_thing.md
    echo 'x(); /* expect: slow-thing */' >tree/fixtures/slow_thing/bad.c
    echo 'y();' >tree/fixtures/slow_thing/good.c
    printf '%s\n' '| `slow-thing` | AP-1, AP-2 | what |' '[a](docs/design.md)' >tree/README.md
}

keeps() {
    if ! sh "$rules/$1.sh" tree ${2:-} >output 2>&1; then
        echo "$1 fails on a tree that is right:"
        cat output
        failures=1
    fi
}

# breaks RULE TEXT [ARGUMENT]: the rule must fail, and for the reason meant.
breaks() {
    if sh "$rules/$1.sh" tree ${3:-} >output 2>&1; then
        echo "$1 does not see: $2"
        failures=1
    elif ! grep -q -- "$2" output; then
        echo "$1 fails, but says nothing of: $2"
        cat output
        failures=1
    fi
    make_tree
}

make_tree
keeps dependencies
keeps parts
keeps finished
keeps headers cc
printf '%s\n' '#!/bin/sh' 'echo "slow-thing  warning  AP-1,AP-2  Something."' >dawdle
chmod +x dawdle
keeps readme "$work/dawdle"

echo '#include "analyzer/link/c.h"' >>tree/analyzer/facts/b.h
breaks dependencies "b.h:2: facts may not include link"
echo '#include "analyzer/facts/b.h"' >>tree/checks/slow_thing.c
breaks dependencies "checks may not include facts"
echo '#include <clang-c/Index.h>' >>tree/analyzer/link/c.h
breaks dependencies "clang-c"
echo '#include "b.h"' >>tree/analyzer/facts/b.h
breaks dependencies "root of the repository"
mkdir tree/analyzer/other && touch tree/analyzer/other/x.c
breaks dependencies "not in the table"
sed 's/| facts |/| - |/' tree/docs/design.md >x && mv x tree/docs/design.md
breaks dependencies "table does not say so"
sed '/analyzer.link/d' tree/docs/design.md >x && mv x tree/docs/design.md
breaks dependencies "no row for analyzer/link"
sed 's/DEPENDS base/DEPENDS base LibClang::LibClang/' tree/CMakeLists.txt >x && mv x tree/CMakeLists.txt
breaks dependencies "only analyzer/extract"

rm tree/checks/slow_thing.c
breaks parts "slow_thing.c is missing"
rm tree/checks/slow_thing.md
breaks parts "slow_thing.md is missing"
echo 'x();' >tree/checks/slow_thing.md
breaks parts "no bad example"
rm -r tree/fixtures/slow_thing
breaks parts "fixtures/slow_thing is missing"
echo 'x();' >tree/fixtures/slow_thing/bad.c
breaks parts "no line marked"
rm tree/fixtures/slow_thing/good.c
breaks parts "no good file"
echo 'CHECK(late, "other", "Late")' >>tree/checks/checks.def
breaks parts "not sorted"
touch tree/checks/stray.md
breaks parts "stray.md has no line"

echo '/* TO''DO: later */' >>tree/analyzer/base/a.h
breaks finished "finish it"
echo '/* see /wo''rk/main */' >>tree/analyzer/base/a.h
breaks finished "one machine"
yes 'int x;' | head -n 701 >tree/checks/long.c
breaks finished "701 lines"

echo 'size_t length(void);' >tree/analyzer/base/d.h
breaks headers "d.h does not compile alone" cc
echo 'struct twice { int x; };' >tree/analyzer/base/d.h
breaks headers "d.h does not compile alone" cc

sed 's/AP-2/AP-3/' tree/README.md >x && mv x tree/README.md
breaks readme "table of rules differs" "$work/dawdle"
echo '[b](docs/gone.md)' >>tree/README.md
breaks readme "gone.md leads nowhere" "$work/dawdle"

[ "$failures" -eq 0 ]
