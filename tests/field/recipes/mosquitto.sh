#!/bin/sh
# usage: mosquitto.sh DIRECTORY (see common.sh)
package=mosquitto upstream=2.0.11
needs="libssl-dev libcjson-dev libsystemd-dev uthash-dev"
. "$(dirname "$0")/common.sh"

build() {
    watched make -j "$jobs" WITH_DOCS=no WITH_SYSTEMD=yes WITH_CJSON=yes WITH_STRIP=no CFLAGS="-O0 -g -w" binary
}
field_make build
