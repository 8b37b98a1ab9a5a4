# shellcheck shell=bash
# What must hold on the machine before anything starts. Each check says what is wrong and what to change.
# Needs print.sh.

# port_owner PORT: "name (pid 123)" of who listens on it, "another user's process" if that cannot be seen, or nothing.
port_owner() {
    local line
    if ! command -v ss > /dev/null; then  # a bare machine: somebody answers, or nobody
        (exec 3<> "/dev/tcp/$PADU_LISTEN_ADDRESS/$1") 2> /dev/null && printf 'another program\n'
        return 0
    fi
    line=$(ss -H -l -n -t -p "sport = :$1" 2> /dev/null | head -n 1)
    [[ -n $line ]] || return 0
    if [[ $line =~ users:\(\(\"([^\"]+)\",pid=([0-9]+) ]]; then
        printf '%s (pid %s)\n' "${BASH_REMATCH[1]}" "${BASH_REMATCH[2]}"
    else
        printf "another user's process\n"
    fi
}

# check_port_free SETTING: the port that the setting names must be free.
check_port_free() {
    local setting=$1 port=${!1} owner
    [[ $port =~ ^[1-9][0-9]{0,4}$ && $port -le 65535 ]] \
        || fail "$setting is '$port', not a port number." "Set it to a number from 1 to 65535 in deploy/settings.env."
    owner=$(port_owner "$port")
    [[ -z $owner ]] || fail "Port $port ($setting) is taken by $owner." \
        "Stop that program, or choose another port: in deploy/settings.env, or $setting=... before the command."
}

# free_port: a TCP port that nobody listens on, outside the range from which the kernel takes ports for outgoing
# connections (they could take it between this answer and its use).
free_port() {
    local port attempt
    for ((attempt = 0; attempt < 200; attempt++)); do
        port=$((20000 + RANDOM % 12000))
        if [[ -z $(ss -H -l -n -t "sport = :$port") ]]; then
            printf '%s\n' "$port"
            return 0
        fi
    done
    fail "No free TCP port was found between 20000 and 31999."
}

# check_disk DIR MEBIBYTES: so much must be free where DIR lies or will lie.
check_disk() {
    local dir=$1 needed=$2 free
    while [[ ! -d $dir ]]; do dir=$(dirname "$dir"); done
    free=$(df -Pm "$dir" | awk 'NR == 2 { print $4 }')
    ((free >= needed)) || fail "$free MiB are free on the disk of $1; $needed MiB are needed." \
        "Free some space, or move the data: PADU_DATA_DIR in deploy/settings.env."
}

# check_memory MEBIBYTES ADVICE: so much must be available.
check_memory() {
    local available
    available=$(awk '$1 == "MemAvailable:" { print int($2 / 1024) }' /proc/meminfo)
    ((available >= $1)) || fail "$available MiB of memory are available; $1 MiB are needed." \
        "Stop other programs, or $2 in deploy/settings.env."
}
