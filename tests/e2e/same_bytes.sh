# The same input gives the same bytes: whatever the number of workers, twice, from another working directory, and in
# another folder.
. "${0%/*}/lib.sh"

checkout() {
    mkdir -p "$1"
    cp -r "$ROOT/fixtures/projects/orders" "$1/orders"
    cp -r "$ROOT/fixtures/include" "$1/include"
    cmake -S "$1/orders" -B "$1/orders/build" -G Ninja -DCMAKE_EXPORT_COMPILE_COMMANDS=ON >"$1/log" 2>&1 || {
        cat "$1/log"
        fail "cmake cannot configure the sample project"
    }
}
checkout first
checkout a/much/longer/name

formats() {
    prefix=$1
    shift
    run 1 --format json -o "$HERE/$prefix.json" --format text -o "$HERE/$prefix.txt" "$@"
}
formats one -j 1 first/orders
formats two -j 2 first/orders
formats again -j 2 first/orders
formats many -j 7 first/orders
for other in two again many; do
    same one.json $other.json "json of -j 1 and the run '$other'"
    same one.txt $other.txt "text of -j 1 and the run '$other'"
done

cd first/orders || exit 1
formats inside
cd "$HERE" || exit 1
same one.json inside.json "json from another working directory"
formats elsewhere a/much/longer/name/orders
same one.json elsewhere.json "json of another checkout"

for source in first/orders/*.c first/orders/src/*.c; do
    [ -f "$source" ] || continue
    run 0 facts "$source"
    cp out facts.first
    run 0 facts "a/much/longer/name/${source#first/}"
    same facts.first out "facts of ${source#first/} in another checkout"
    checks=$((checks + 1))
    if grep -qF "$HERE" out; then fail "the facts of $source hold the path of the checkout"; fi
    [ -s out ] || fail "dawdle facts printed nothing"
done

# SARIF names the root, and nothing else of the place.
run 1 --format sarif -o one.sarif -j 1 first/orders
run 1 --format sarif -o two.sarif -j 2 first/orders
same one.sarif two.sarif "sarif of -j 1 and -j 2"
run 1 --format sarif -o other.sarif a/much/longer/name/orders
sed "s,$HERE/first/,ROOT/,g" one.sarif >one.rooted
sed "s,$HERE/a/much/longer/name/,ROOT/,g" other.sarif >other.rooted
same one.rooted other.rooted "sarif of another checkout, apart from the root"

finish
