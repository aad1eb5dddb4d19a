#!/bin/sh
# usage: pgbouncer.sh DIRECTORY (see common.sh)
package=pgbouncer upstream=1.18.0
needs="libevent-dev libssl-dev libc-ares-dev libpam0g-dev"
. "$(dirname "$0")/common.sh"

build() {
    configured --with-cares --with-pam --without-pandoc
    watched make -j "$jobs" pgbouncer
}
field_make build
