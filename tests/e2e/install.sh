# An installed dawdle finds its worker; one without its worker says so.
# usage: install.sh ROOT DAWDLE BUILD
build=$3
. "${0%/*}/lib.sh"

cmake --install "$build" --prefix "$HERE/prefix" >log 2>&1 || {
    cat log
    fail "cmake --install"
}
DAWDLE=$HERE/prefix/bin/dawdle
echo 'int x;' >a.c
run 0 a.c --
err "1 unit analysed"
mkdir links && ln -s "$DAWDLE" links/dawdle
DAWDLE=$HERE/links/dawdle
run 0 a.c --
DAWDLE=$HERE/prefix/bin/dawdle
rm -r "$HERE/prefix/libexec"
run 2 a.c --
one_sentence
err "dawdle-extract"
run 0 rules

# The program that users start must not load libclang, which alone takes longer than all the rest.
checks=$((checks + 1))
if ldd "$DAWDLE" | grep -q libclang; then fail "dawdle is linked with libclang"; fi

finish
