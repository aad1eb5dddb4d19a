#!/bin/sh
# usage: lighttpd.sh DIRECTORY (see common.sh)
package=lighttpd upstream=1.4.69
needs="libpcre2-dev zlib1g-dev libssl-dev liblua5.4-dev libldap-dev libmariadb-dev"
. "$(dirname "$0")/common.sh"

build() {
    cmake -S . -B build -DCMAKE_EXPORT_COMPILE_COMMANDS=ON -DWITH_PCRE2=ON -DWITH_ZLIB=ON -DWITH_OPENSSL=ON -DWITH_LUA=ON \
        -DWITH_LDAP=ON -DWITH_MYSQL=ON
    cmake --build build -j "$jobs"
    cp build/compile_commands.json "$dir/new.json"
}
field_make build
