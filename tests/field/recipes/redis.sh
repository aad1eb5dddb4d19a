#!/bin/sh
# usage: redis.sh DIRECTORY (see common.sh)
package=redis upstream=7.0.15
needs="libssl-dev"
. "$(dirname "$0")/common.sh"

build() {
    watched make -j "$jobs" MALLOC=libc OPTIMIZATION=-O0
}
field_make build
