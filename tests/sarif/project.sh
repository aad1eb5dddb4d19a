# What dawdle itself writes is valid: for a project with findings, and for units that were not seen whole.
# usage: sh project.sh ROOT DAWDLE NODE MODULES
. "${0%/*}/../e2e/lib.sh"
node=$3
modules=$4
[ -d "$modules" ] || exit 77

# valid FILE: the validators have nothing to say.
valid() {
    checks=$((checks + 1))
    "$node" "$ROOT/tests/sarif/validate.js" "$modules" "$1" || fail "$1 is not valid"
}

# holds FILE TEXT
holds() {
    checks=$((checks + 1))
    grep -qF -- "$2" "$1" || fail "$1 does not hold: $2"
}

cmake -S "$ROOT/fixtures/projects/orders" -B build -G Ninja -DCMAKE_EXPORT_COMPILE_COMMANDS=ON >log 2>&1 || {
    cat log
    fail "cmake cannot configure the sample project"
}
run 1 -p build --level note --format sarif -o orders.sarif
valid orders.sarif
holds orders.sarif '"codeFlows"'
holds orders.sarif '"primaryLocationLineHash"'

mkdir "a b"
printf '#include "generated.h"\nint f(void) { return 1; }\n' >"a b/half.c"
printf '#include "generated.h"\nint g(void) { return 1; }\n' >'a b/caf'"$(printf '\351')"'.c'
run 3 --format sarif -o half.sarif "a b" --
valid half.sarif
holds half.sarif '"unit-incomplete"'
holds half.sarif 'a%20b/half.c'

finish
