# The same input gives the same bytes: whatever the number of workers, twice, from another working directory, and in
# another folder.
. "${0%/*}/lib.sh"

# checkout FOLDER: a repository of its own there, with the sample project and its compile database.
sample=fixtures/projects/orders
checkout() {
    mkdir -p "$1/.git" "$1/fixtures/projects"
    cp -r "$ROOT/$sample" "$1/$sample"
    cp -r "$ROOT/fixtures/include" "$1/fixtures/include"
    cmake -S "$1/$sample" -B "$1/build" -G Ninja -DCMAKE_EXPORT_COMPILE_COMMANDS=ON >log 2>&1 || {
        cat log
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
formats one -j 1 first/$sample
formats two -j 2 first/$sample
formats again -j 2 first/$sample
formats many -j 7 first/$sample
for other in two again many; do
    same one.json $other.json "json of -j 1 and the run '$other'"
    same one.txt $other.txt "text of -j 1 and the run '$other'"
done

cd first/$sample || exit 1
formats inside
cd "$HERE" || exit 1
same one.json inside.json "json from another working directory"
formats elsewhere a/much/longer/name/$sample
same one.json elsewhere.json "json of another checkout"

for source in first/$sample/*.c; do
    run 0 facts "$source"
    cp out facts.first
    run 0 facts "a/much/longer/name/${source#first/}"
    same facts.first out "facts of ${source#first/} in another checkout"
    checks=$((checks + 1))
    if grep -qF "$HERE" out; then fail "the facts of $source hold the path of the checkout"; fi
    [ -s out ] || fail "dawdle facts printed nothing"
done

# SARIF names the root, and nothing else of the place.
run 1 --format sarif -o one.sarif -j 1 first/$sample
run 1 --format sarif -o two.sarif -j 2 first/$sample
same one.sarif two.sarif "sarif of -j 1 and -j 2"
run 1 --format sarif -o other.sarif a/much/longer/name/$sample
sed "s,$HERE/first,ROOT,g" one.sarif >one.rooted
sed "s,$HERE/a/much/longer/name,ROOT,g" other.sarif >other.rooted
same one.rooted other.rooted "sarif of another checkout, apart from the root"

finish
