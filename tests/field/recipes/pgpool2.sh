#!/bin/sh
# usage: pgpool2.sh DIRECTORY (see common.sh)
package=pgpool2 upstream=4.3.5
needs="libpq-dev postgresql-server-dev-all libmemcached-dev libssl-dev libpam0g-dev libldap-dev flex bison"
. "$(dirname "$0")/common.sh"

build() {
    configured --with-openssl --with-pam --with-ldap --with-memcached=/usr
    watched make -j "$jobs"
}
field_make build
