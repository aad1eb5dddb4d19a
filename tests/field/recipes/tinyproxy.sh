#!/bin/sh
# usage: tinyproxy.sh DIRECTORY (see common.sh)
package=tinyproxy upstream=1.11.1
. "$(dirname "$0")/common.sh"

build() {
    configured --enable-reverse --enable-transparent --enable-upstream --enable-filter --disable-manpage_support
    watched make -j "$jobs"
}
field_make build
