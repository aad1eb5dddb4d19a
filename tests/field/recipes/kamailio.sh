#!/bin/sh
# usage: kamailio.sh DIRECTORY (see common.sh)
package=kamailio upstream=5.6.3
needs="flex bison libexpat1-dev libpq-dev default-libmysqlclient-dev libhiredis-dev libevent-dev libssl-dev libxml2-dev
    libsqlite3-dev libjansson-dev libcurl4-openssl-dev libjson-c-dev libpcre3-dev"
. "$(dirname "$0")/common.sh"

# The modules that talk to databases and other machines, and those most routing scripts load.
modules="auth auth_db acc avpops domain lcr permissions group uri_db msilo usrloc registrar dispatcher htable dialog tm
    sl rr pv textops sqlops sqltops db_cluster db_flatstore db_text db_mysql db_postgres db_sqlite ndb_redis db_redis
    drouting carrierroute dialplan mtree pdt alias_db speeddial uac userblacklist presence pua rls nathelper rtpengine
    rtpproxy siptrace topos topos_redis dmq dmq_usrloc http_client http_async_client jsonrpcs kex ctl cfg_rpc xhttp
    xcap_client counters pike ratelimit imc exec xmpp"

build() {
    folders=
    for module in $modules; do
        [ ! -d "src/modules/$module" ] || folders="$folders modules/$module"
    done
    # shellcheck disable=SC2086
    make -s cfg include_modules="$(printf '%s ' $modules)" skip_modules=
    # Not every module builds with what Debian has; the others count.
    watched make -j "$jobs" -k CC_OPT=-O0 || true
    watched make -j "$jobs" -k CC_OPT=-O0 modules modules="$folders" || true
}
field_make build
