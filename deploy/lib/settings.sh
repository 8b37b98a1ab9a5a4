# shellcheck shell=bash
# Reads deploy/settings.env into exported variables; what the environment already sets wins.
# Sets PADU_ROOT, the root of the tree. Source this file first.

PADU_ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
export PADU_ROOT

load_settings() {
    local line name value
    while IFS= read -r line || [[ -n $line ]]; do
        [[ $line =~ ^[[:space:]]*(#|$) ]] && continue
        if [[ ! $line =~ ^(PADU_[A-Z_]+)=(.*)$ ]]; then
            echo "deploy/settings.env: not NAME=value: $line" >&2
            return 1
        fi
        name=${BASH_REMATCH[1]} value=${BASH_REMATCH[2]}
        export "$name=${!name-$value}"
    done < "$PADU_ROOT/deploy/settings.env"
    PADU_DATA_DIR=$(absolute_path "$PADU_DATA_DIR")
    PADU_KAFKA_DIR=$(absolute_path "$PADU_KAFKA_DIR")
}

absolute_path() {
    case $1 in
        /*) printf '%s\n' "$1" ;;
        *) printf '%s\n' "$PADU_ROOT/$1" ;;
    esac
}

load_settings
