#!/bin/sh
# usage: rsyslog.sh DIRECTORY (see common.sh)
package=rsyslog upstream=8.2302.0
needs="zlib1g-dev libestr-dev libfastjson-dev uuid-dev libcurl4-openssl-dev libpq-dev default-libmysqlclient-dev
    libhiredis-dev libmongoc-dev librelp-dev liblognorm-dev libgnutls28-dev libssl-dev librdkafka-dev libsystemd-dev"
. "$(dirname "$0")/common.sh"

build() {
    set -- --disable-static --disable-generate-man-pages --disable-liblogging-stdlog --disable-libgcrypt --disable-fmhttp
    for part in mysql pgsql ommongodb elasticsearch imkafka omkafka mail imfile impstats klog gnutls openssl relp \
        pmnormalize omprog omuxsock omhttp mmanon mmnormalize mmjsonparse mmutf8fix mmpstrucdata mmsequence mmfields \
        mmkubernetes omhiredis fmhash imdiag omstdout imptcp imjournal omjournal clickhouse; do
        set -- "$@" "--enable-$part"
    done
    configured "$@"
    watched make -j "$jobs"
}
field_make build
