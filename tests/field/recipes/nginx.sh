#!/bin/sh
# usage: nginx.sh DIRECTORY (see common.sh)
package=nginx upstream=1.22.1
needs="libpcre2-dev zlib1g-dev libssl-dev"
. "$(dirname "$0")/common.sh"

build() {
    set -- --with-threads --with-mail --with-mail_ssl_module
    for module in ssl v2 realip addition sub dav flv mp4 gunzip gzip_static auth_request random_index secure_link slice stub_status; do
        set -- "$@" "--with-http_${module}_module"
    done
    for module in ssl realip ssl_preread; do
        set -- "$@" "--with-stream_${module}_module"
    done
    ./configure "$@" --with-stream --with-cc-opt="-O0 -w"
    watched make -j "$jobs"
}
field_make build
