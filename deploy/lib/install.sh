#!/usr/bin/env bash
# Installs the Debian 12 packages that Padu is built and run with. Does nothing, quickly, when all are there.
# Run it, or source it (after settings.sh and print.sh) and call install_packages.

# Upstream versions are pinned, Debian's own revisions are not: a security update may replace those at any time.
# A version without a glob part of its own follows the distribution.
padu_packages=(
    'g++=4:12.*' 'cmake=3.25.*' 'ninja-build=1.11.*' 'pkg-config=1.8.*' 'mold=1.10.*' 'ccache=4.*'
    'libabsl-dev=20220623.*' 'libprotobuf-dev=3.21.*' 'protobuf-compiler=3.21.*'
    'libgrpc++-dev=1.51.*' 'protobuf-compiler-grpc=1.51.*'
    'librdkafka-dev=2.0.2*' 'librocksdb-dev=7.8.*' 'prometheus-cpp-dev=1.0.*'
    'libboost1.81-dev=1.81.*' 'libjemalloc-dev=5.3.*' 'libssl-dev=3.0.*' 'libsodium-dev=1.0.*'
    'libcurl4-openssl-dev=7.88.*'
    'libcli11-dev=2.1.*' 'libyaml-cpp-dev=0.7.*'
    'libgtest-dev=1.12.*' 'libgmock-dev=1.12.*' 'clang-format-14=1:14.0*'
    'maven=3.8.*' 'openjdk-17-jre-headless=17.*'
    'python3=3.11.*' 'python3-grpcio=1.51.*' 'python3-protobuf=3.21.*' 'python3-cryptography=38.*'
    'python3-jsonschema=4.10.*' 'python3-aiosmtpd=1.4.*' 'kcat=1.7.*'
    'openssl=3.0.*' 'git=*' 'ca-certificates=*' 'iproute2=*' 'procps=*' 'util-linux=*'
)

install_packages() {
    local pin name wanted status version installed missing=()
    local -A state=()
    installed=$(dpkg-query -W -f '${Package}\t${db:Status-Status}\t${Version}\n' "${padu_packages[@]%%=*}" \
        2> /dev/null) || true
    while IFS=$'\t' read -r name status version; do
        [[ $status == installed ]] && state[$name]=$version
    done <<< "$installed"
    for pin in "${padu_packages[@]}"; do
        name=${pin%%=*} wanted=${pin#*=}
        if [[ -z ${state[$name]:-} ]]; then
            if [[ $wanted == '*' ]]; then missing+=("$name"); else missing+=("$pin"); fi
        else
            # shellcheck disable=SC2254  # the pin is a pattern
            case ${state[$name]} in
                $wanted) ;;
                *) warn "$name ${state[$name]} is installed; Padu is made for $wanted (Debian 12)." ;;
            esac
        fi
    done
    [[ ${#missing[@]} -eq 0 ]] || install_missing "${missing[@]}"
}

install_missing() {
    local log total teller status=0 started=$SECONDS run=()
    command -v apt-get > /dev/null || fail "apt-get is not here." \
        "Padu installs itself on Debian 12; elsewhere, install what deploy/lib/install.sh lists."
    if [[ $EUID -ne 0 ]]; then
        command -v sudo > /dev/null || fail "Packages are missing, and only root can install them: ${*%%=*}" \
            "Run once as root: $PADU_ROOT/deploy/lib/install.sh"
        run=(sudo)
    fi
    run+=(env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o Acquire::Retries=3 -o DPkg::Lock::Timeout=300)
    log=$PADU_ROOT/var/log/install.log
    mkdir -p "$(dirname "$log")"

    step "Installing packages: ${*%%=*}"
    "${run[@]}" update > "$log" 2>&1 || install_failed "$log" "The package lists could not be fetched."
    "${run[@]}" install --no-install-recommends --simulate "$@" > "$log" 2>&1 \
        || install_failed "$log" "The packages cannot be installed as pinned in deploy/lib/install.sh."
    total=$(grep -c '^Inst ' "$log")
    note "$total packages with what they need; details in ${log#"$PADU_ROOT"/}"
    : > "$log"
    tell_install_progress "$log" "$total" &
    teller=$!
    "${run[@]}" install --no-install-recommends "$@" >> "$log" 2>&1 < /dev/null || status=$?
    kill "$teller" 2> /dev/null || true
    wait "$teller" 2> /dev/null || true
    ((status == 0)) || install_failed "$log" "apt-get failed."
    note "installed in $(elapsed_since "$started")"
}

# tell_install_progress LOG TOTAL: says now and then how far apt-get is, until it is killed.
tell_install_progress() {
    local log=$1 total=$2 now told=''
    while sleep 5; do
        now="fetched $(grep -c '^Get:' "$log"), unpacked $(grep -c '^Unpacking ' "$log"),"
        now+=" set up $(grep -c '^Setting up ' "$log") of $total"
        [[ $now == "$told" ]] || note "$now"
        told=$now
    done
}

install_failed() {
    tail -n 15 "$1" >&2
    fail "$2" "The whole output is in $1."
}

if [[ ${BASH_SOURCE[0]} == "$0" ]]; then
    set -euo pipefail
    here=$(dirname "${BASH_SOURCE[0]}")
    source "$here/settings.sh"
    source "$here/print.sh"
    install_packages
fi
