# What the recipes share; not run by itself. A recipe sets
#   package   the Debian source package
#   upstream  the upstream version that is fetched: its lines are moved by no revision of the package
#   needs     the Debian packages that its build takes, beside the compiler, make, bear and cmake
# and ends with `field_make COMMAND...`, which runs the command in the sources and leaves
#   DIR/compile_commands.json   the database (only when the command succeeded)
#   DIR/.source                 where the sources stand, relative to DIR
#   DIR/log                     what all of it printed
# where DIR is the recipe's argument. A database that is there already is left as it is.
set -eu

dir=${1:?usage: RECIPE DIRECTORY}
mkdir -p "$dir"
dir=$(cd "$dir" && pwd)
log=$dir/log
name=$(basename "$0" .sh)
jobs=$(nproc)

field_die() {
    printf '%s\n' "$name: $*" >&2
    exit 1
}

field_apt() {
    if [ "$(id -u)" -eq 0 ]; then
        DEBIAN_FRONTEND=noninteractive apt-get -qq -y -o DPkg::Lock::Timeout=300 "$@"
    else
        sudo -n env DEBIAN_FRONTEND=noninteractive apt-get -qq -y -o DPkg::Lock::Timeout=300 "$@"
    fi
}

field_need() {
    missing=
    for item in "$@"; do
        dpkg-query -W -f '${Status}\n' "$item" 2>/dev/null | grep -q '^install ok installed' || missing="$missing $item"
    done
    [ -n "$missing" ] || return 0
    # shellcheck disable=SC2086
    field_apt install --no-install-recommends $missing >>"$log" 2>&1 && return 0
    field_apt update >>"$log" 2>&1 || true
    # shellcheck disable=SC2086
    field_apt install --no-install-recommends $missing >>"$log" 2>&1 ||
        field_die "apt-get cannot install$missing (see $log); as root, install them and start again"
}

# The sources as upstream wrote them: the package's original archives, without Debian's patches.
field_unpack() {
    [ -n "$(apt-get indextargets --format '$(IDENTIFIER)' 2>/dev/null | grep -x Sources)" ] ||
        field_die "apt knows no source packages: add deb-src to the types in /etc/apt/sources.list.d, then apt-get update"
    rm -rf "$dir/src" "$dir/download"
    mkdir -p "$dir/src" "$dir/download"
    versions=$(apt-cache showsrc "$package" 2>/dev/null | sed -n 's/^Version: //p' | grep -F "$upstream" | sort -u)
    [ -n "$versions" ] || field_die "apt offers no source of $package $upstream: its recipe has to follow the package's new version"
    # A mirror may have dropped one revision; every revision has the same original archive.
    for version in $versions; do
        (cd "$dir/download" && apt-get source -qq --tar-only "$package=$version") >>"$log" 2>&1 && break
    done
    found=
    for archive in "$dir"/download/*.orig.tar.*; do
        case $archive in
        *.asc) ;;
        *)
            [ -f "$archive" ] && tar xf "$archive" --strip-components=1 -C "$dir/src" && found=yes
            ;;
        esac
    done
    [ -n "$found" ] || field_die "apt-get source brought no archive of $package $upstream (see $log)"
    echo src >"$dir/.source"
}

field_make() {
    [ ! -s "$dir/compile_commands.json" ] || return 0
    : >"$log"
    command -v apt-get >/dev/null 2>&1 || field_die "apt-get is not here: the recipes fetch Debian source packages"
    # shellcheck disable=SC2086
    field_need build-essential dpkg-dev pkg-config bear cmake ${needs:-}
    field_unpack
    # In a shell of its own, where set -e works: it would not as the condition of an `if`.
    set +e
    (
        set -e
        cd "$dir/src"
        "$@"
    ) >>"$log" 2>&1
    status=$?
    set -e
    [ "$status" -eq 0 ] || field_die "it could not be built (see the end of $log)"
    [ -s "$dir/new.json" ] || field_die "its build left no compile database (see $log)"
    mv "$dir/new.json" "$dir/compile_commands.json"
}

# For the build commands: COMMAND..., watched; what it compiles goes to the database.
watched() {
    bear --append --output "$dir/new.json" -- "$@"
}

# The usual ./configure; warnings of these sources are none of ours, and no optimisation keeps the build short.
configured() {
    ./configure CFLAGS="-g -O0 -w" "$@"
}
