#!/bin/sh
# usage: apache2.sh DIRECTORY (see common.sh)
package=apache2 upstream=2.4.68
needs="libapr1-dev libaprutil1-dev libpcre2-dev libssl-dev libxml2-dev liblua5.3-dev libnghttp2-dev libcurl4-openssl-dev
    libjansson-dev libbrotli-dev zlib1g-dev"
. "$(dirname "$0")/common.sh"

build() {
    configured --enable-mods-shared=reallyall --enable-mpms-shared=all
    watched make -j "$jobs"
}
field_make build
