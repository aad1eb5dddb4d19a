#!/bin/sh
# usage: memcached.sh DIRECTORY (see common.sh)
package=memcached upstream=1.6.18
needs="libevent-dev libssl-dev"
. "$(dirname "$0")/common.sh"

build() {
    configured --enable-extstore --enable-tls
    watched make -j "$jobs"
}
field_make build
