# dawdle on its own source: nothing to report, and every unit seen whole.
# usage: self.sh ROOT DAWDLE BUILD
build=$3
. "${0%/*}/lib.sh"

run 0 -p "$build" "$ROOT/analyzer" "$ROOT/checks" "$ROOT/sarif"
no_out
err " 0 failed"
err " 0 incomplete"

finish
