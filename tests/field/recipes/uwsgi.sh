#!/bin/sh
# usage: uwsgi.sh DIRECTORY (see common.sh)
package=uwsgi upstream=2.0.21
needs="python3 libssl-dev libpcre3-dev libxml2-dev libyaml-dev libcap-dev zlib1g-dev"
. "$(dirname "$0")/common.sh"

build() {
    # Its build script is Python and starts the compiler itself; the core's plugins need no library.
    CPUCOUNT=$jobs CFLAGS="-O0 -w" watched python3 uwsgiconfig.py --build core
}
field_make build
