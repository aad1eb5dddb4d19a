#!/bin/sh
# usage: repmgr.sh DIRECTORY (see common.sh)
package=repmgr upstream=5.3.3
needs="postgresql-server-dev-all libpq-dev libcurl4-openssl-dev libjson-c-dev libkrb5-dev libedit-dev libselinux1-dev
    liblz4-dev libpam0g-dev libreadline-dev libxml2-dev libxslt1-dev zlib1g-dev flex"
. "$(dirname "$0")/common.sh"

build() {
    ./configure
    watched make -j "$jobs" with_llvm=no
}
field_make build
