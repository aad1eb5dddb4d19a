# The SARIF of a whole run, with findings, with units that failed, and with odd names, passes both validators.
. "${0%/*}/lib.sh"

modules=$ROOT/build/npm/node_modules
node=$(command -v node || command -v nodejs)
if [ -z "$node" ] || [ ! -d "$modules" ]; then
    echo "node or build/npm is not there (./dev check installs both)"
    exit 77
fi
mkdir samples
cmake -S "$ROOT/fixtures/projects/orders" -B build -G Ninja -DCMAKE_EXPORT_COMPILE_COMMANDS=ON >log 2>&1 || fail "cmake: $(cat log)"
run 1 -p build --level note --format sarif -o samples/orders.sarif
printf 'int f(void) { return undeclared; }\n' >"$(printf 'odd \377"<&>.c')"
run 3 --format sarif -o samples/odd.sarif ./odd* --
echo 'int x;' >clean.c
run 0 --format sarif -o samples/clean.sarif clean.c --
run 1 --only per-item-remote-call -p build --format sarif -o samples/only.sarif
checks=$((checks + 1))
"$node" "$ROOT/tests/sarif/validate.js" "$modules" samples || fail "the validators refuse what dawdle wrote"

finish
