#!/bin/sh
# usage: proftpd.sh DIRECTORY (see common.sh)
package=proftpd-dfsg upstream=1.3.8
needs="libssl-dev libpq-dev default-libmysqlclient-dev libldap-dev libsqlite3-dev zlib1g-dev"
. "$(dirname "$0")/common.sh"

build() {
    configured --enable-ctrls --with-includes=/usr/include/postgresql:/usr/include/mariadb \
        --with-modules=mod_sql:mod_sql_postgres:mod_sql_mysql:mod_sql_sqlite:mod_ldap:mod_tls:mod_quotatab:mod_quotatab_sql:mod_ban:mod_rewrite:mod_radius:mod_wrap2:mod_wrap2_sql:mod_exec:mod_ifsession:mod_dynmasq:mod_deflate
    # The order of the generated headers is not held by its makefiles: one job at a time.
    watched make -j 1
}
field_make build
