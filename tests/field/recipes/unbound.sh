#!/bin/sh
# usage: unbound.sh DIRECTORY (see common.sh)
package=unbound upstream=1.17.1
needs="libssl-dev libexpat1-dev libevent-dev libhiredis-dev libnghttp2-dev flex bison"
. "$(dirname "$0")/common.sh"

build() {
    configured --with-libevent --with-libhiredis --with-libnghttp2 --enable-subnet --enable-ipset=no --disable-rpath
    watched make -j "$jobs"
}
field_make build
