#!/bin/sh
# usage: collectd.sh DIRECTORY (see common.sh)
package=collectd upstream=5.12.0
needs="autoconf automake libtool flex bison libcurl4-openssl-dev libxml2-dev libpq-dev default-libmysqlclient-dev
    libhiredis-dev librrd-dev libsnmp-dev libyajl-dev libmicrohttpd-dev libdbi-dev libesmtp-dev libltdl-dev
    libmemcached-dev libmosquitto-dev librabbitmq-dev librdkafka-dev libmongoc-dev libgcrypt20-dev"
. "$(dirname "$0")/common.sh"

build() {
    [ -x configure ] || ./build.sh
    configured --disable-werror --disable-java --disable-perl --disable-python --without-libperl
    watched make -j "$jobs" -k
}
field_make build
