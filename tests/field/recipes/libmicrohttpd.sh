#!/bin/sh
# usage: libmicrohttpd.sh DIRECTORY (see common.sh)
package=libmicrohttpd upstream=0.9.75
needs="libgnutls28-dev libcurl4-gnutls-dev libmagic-dev"
. "$(dirname "$0")/common.sh"

build() {
    configured --enable-examples --disable-doc --disable-shared
    watched make -j "$jobs"
}
field_make build
