#!/bin/sh
# usage: dnsmasq.sh DIRECTORY (see common.sh)
package=dnsmasq upstream=2.90
needs="libdbus-1-dev libidn2-dev nettle-dev libgmp-dev libnetfilter-conntrack-dev libnftables-dev"
. "$(dirname "$0")/common.sh"

build() {
    watched make -j "$jobs" COPTS="-DHAVE_DBUS -DHAVE_CONNTRACK -DHAVE_NFTSET -DHAVE_LIBIDN2 -DHAVE_DNSSEC"
}
field_make build
