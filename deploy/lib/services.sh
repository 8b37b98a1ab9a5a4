# shellcheck shell=bash
# The programs of a Padu on one machine, each under a supervisor (supervise.sh): how they are started, watched and
# stopped. Needs settings.sh, print.sh, checks.sh.
#
# Under PADU_DATA_DIR:  <service>/  stores of each           secrets/  for the owner's eyes only: cities, the cities'
#                       broker/             Kafka                secrets; keys/, of services and of operators/root;
#                       log/, run/  logs; process ids, states    principals/, passwords of the broker's principals

services_bin=$PADU_ROOT/build/$PADU_PRESET/bin
services_run=$PADU_DATA_DIR/run
services_log=$PADU_DATA_DIR/log
services_secrets=$PADU_DATA_DIR/secrets/cities
services_keys=$PADU_DATA_DIR/secrets/keys
services_principals=$PADU_DATA_DIR/secrets/principals
services_ready_seconds=300
services_stop_seconds=60
services_start_tries=4

# Whole-data operations exclude each other: deploy/up and deploy/down hold this lock.
services_lock() {
    mkdir -p "$services_run"
    exec {services_lock_fd}> "$services_run/deploy.lock"
    flock --nonblock "$services_lock_fd" && return 0
    note "another deploy/up or deploy/down works on $PADU_DATA_DIR; waiting"
    flock "$services_lock_fd"
}

# pid_in FILE WORD: the process id in RUN/FILE if it is alive and WORD is on its command line. (A pid may have been
# given to another program meanwhile.)
pid_in() {
    local pid
    [[ -f $services_run/$1 ]] || return 1
    pid=$(< "$services_run/$1")
    [[ -n $pid && -r /proc/$pid/cmdline ]] || return 1
    tr '\0' '\n' < "/proc/$pid/cmdline" 2> /dev/null | grep -qF -- "$2" || return 1
    printf '%s\n' "$pid"
}

service_supervisor() { pid_in "$1.supervisor.pid" lib/supervise.sh; }
service_pid() { pid_in "$1.pid" "$(service_program "$1")"; }

# service_program NAME: its file.
service_program() {
    case $1 in
        sample) echo "$services_bin/paductl" ;;
        mail) echo "$PADU_ROOT/deploy/mail" ;;
        *) echo "$services_bin/$1" ;;
    esac
}

# service_admin NAME: the port of its admin page.
service_admin() {
    case $1 in
        registry) echo "$PADU_REGISTRY_ADMIN_PORT" ;;
        intervention-ledger) echo "$PADU_LEDGER_ADMIN_PORT" ;;
        matching) echo "$PADU_MATCHING_ADMIN_PORT" ;;
        notification) echo "$PADU_NOTIFICATION_ADMIN_PORT" ;;
        gateway) echo "$PADU_GATEWAY_ADMIN_PORT" ;;
    esac
}

# gateway_services, gateway_admin_pages: what the gateway makes public, and what its status page shows.
gateway_services() {
    printf '%s' "padu.registry.v1.RegistryService@$PADU_LISTEN_ADDRESS:$PADU_REGISTRY_GRPC_PORT" \
        ",padu.ledger.v1.LedgerService@$PADU_LISTEN_ADDRESS:$PADU_LEDGER_GRPC_PORT" \
        ",padu.matching.v1.MatchingService@$PADU_LISTEN_ADDRESS:$PADU_MATCHING_GRPC_PORT" \
        ",padu.notification.v1.NotificationService@$PADU_LISTEN_ADDRESS:$PADU_NOTIFICATION_GRPC_PORT"
}
gateway_admin_pages() {
    printf '%s' "registry@$PADU_LISTEN_ADDRESS:$PADU_REGISTRY_ADMIN_PORT" \
        ",intervention-ledger@$PADU_LISTEN_ADDRESS:$PADU_LEDGER_ADMIN_PORT" \
        ",matching@$PADU_LISTEN_ADDRESS:$PADU_MATCHING_ADMIN_PORT" \
        ",notification@$PADU_LISTEN_ADDRESS:$PADU_NOTIFICATION_ADMIN_PORT"
}

# service_caller NAME: as what it calls others, "services/ledger", and, after "padu-", its principal at the broker.
service_caller() {
    case $1 in
        intervention-ledger) echo ledger ;;
        *) echo "$1" ;;
    esac
}

# kafka_flags PRINCIPAL, identity_flags NAME: one flag a line.
kafka_flags() {
    printf '%s\n' "--brokers=$PADU_LISTEN_ADDRESS:$PADU_BROKER_PORT" --kafka-protocol=sasl_plaintext \
        "--kafka-username=$1" "--kafka-password-file=$services_principals/$1"
}
identity_flags() {
    if [[ $1 == registry ]]; then
        printf '%s\n' "--first-key-file=$services_keys/root"
    else
        printf '%s\n' "--registry=$PADU_LISTEN_ADDRESS:$PADU_REGISTRY_GRPC_PORT" \
            "--key-file=$services_keys/$(service_caller "$1")"
    fi
}

# service_flags NAME: one flag a line.
service_flags() {
    local store grpc
    case $1 in
        registry) store=registry grpc=$PADU_REGISTRY_GRPC_PORT ;;
        intervention-ledger) store=ledger grpc=$PADU_LEDGER_GRPC_PORT ;;
        matching) store=matching grpc=$PADU_MATCHING_GRPC_PORT ;;
        notification)
            store=notification grpc=$PADU_NOTIFICATION_GRPC_PORT
            printf '%s\n' "--link-base=${PADU_LINK_BASE:-http://$PADU_LISTEN_ADDRESS:$PADU_GATEWAY_HTTP_PORT/n/}" \
                "--mail-from=$PADU_MAIL_FROM" \
                "--smtp-url=${PADU_MAIL_URL:-smtp://127.0.0.1:$PADU_MAIL_SINK_PORT}" \
                "--smtp-tls=$([[ -n $PADU_MAIL_URL ]] && echo required || echo none)" \
                "--smtp-ca-file=$PADU_MAIL_CA_FILE" "--smtp-user=$PADU_MAIL_USER" \
                "--smtp-password-file=$PADU_MAIL_PASSWORD_FILE"
            ;;
        mail)
            printf '%s\n' serve --listen=127.0.0.1 "--port=$PADU_MAIL_SINK_PORT" \
                "--folder=$PADU_DATA_DIR/mail"
            return
            ;;
        gateway)
            printf '%s\n' "--listen=$PADU_LISTEN_ADDRESS" "--http-port=$PADU_GATEWAY_HTTP_PORT" \
                "--admin-port=$PADU_GATEWAY_ADMIN_PORT" "--services=$(gateway_services)" \
                "--admin-pages=$(gateway_admin_pages)" --log-format=json
            kafka_flags padu-gateway
            identity_flags gateway
            return
            ;;
        sample)
            printf '%s\n' "--brokers=$PADU_LISTEN_ADDRESS:$PADU_BROKER_PORT" --kafka-protocol=sasl_plaintext \
                "--principals=$services_principals" "--registry=$PADU_LISTEN_ADDRESS:$PADU_REGISTRY_GRPC_PORT" \
                "--key-file=$services_keys/root" "--reference=$PADU_ROOT/deploy/data" sample run
            return
            ;;
    esac
    printf '%s\n' "--listen=$PADU_LISTEN_ADDRESS" "--grpc-port=$grpc" "--admin-port=$(service_admin "$1")" \
        "--partitions=$PADU_PARTITIONS" "--data-dir=$PADU_DATA_DIR/$store" "--secrets-file=$services_secrets" \
        --log-format=json
    kafka_flags "padu-$(service_caller "$1")"
    identity_flags "$1"
}

# service_start NAME: starts its supervisor, if there is none, and returns at once.
service_start() {
    local name=$1 flags
    service_supervisor "$name" > /dev/null && return 0
    # A killed supervisor's program has been told to end; its ports and stores are free when it is gone.
    service_wait_gone "$name" "$(service_pid "$name")"
    mkdir -p "$services_log"
    mapfile -t flags < <(service_flags "$name")
    rm -f "$services_run/$name".{pid,state,ended}
    # setsid: a Ctrl-C meant for the script must not reach the program; no lock of the script goes along.
    setsid "$PADU_ROOT/deploy/lib/supervise.sh" "$services_run" "$services_log" "$name" \
        "$(service_program "$name")" "${flags[@]}" {services_lock_fd}>&- > /dev/null 2>&1 < /dev/null &
    printf '%s\n' $! > "$services_run/$name.supervisor.pid"
    disown $!
}

# service_wait_gone NAME PID: until the process is gone, which it is made to be after services_stop_seconds.
service_wait_gone() {
    local deadline=$((SECONDS + services_stop_seconds))
    [[ -n $2 ]] || return 0
    while kill -0 "$2" 2> /dev/null; do
        if ((SECONDS >= deadline)); then
            warn "$1 (pid $2) has not ended within $services_stop_seconds s; it is killed."
            kill -KILL "$2" 2> /dev/null || true
        fi
        sleep 0.1
    done
}

# service_stop NAME: ends program and supervisor in order; at once if none runs.
service_stop() {
    local name=$1 supervisor pid
    pid=$(service_pid "$name") || true
    if supervisor=$(service_supervisor "$name"); then
        kill -TERM "$supervisor" 2> /dev/null || true
    elif [[ -n $pid ]]; then
        kill -TERM "$pid" 2> /dev/null || true
    fi
    service_wait_gone "$name" "$pid"
    service_wait_gone "$name's supervisor" "$supervisor"
    rm -f "$services_run/$name".{pid,supervisor.pid,state,ended}
}

# http_get PORT PATH: prints the body of the answer; the exit code tells whether it was 200. Without curl, which a bare
# machine does not have.
http_get() {
    local answer
    answer=$(
        exec 2> /dev/null
        exec 3<> "/dev/tcp/$PADU_LISTEN_ADDRESS/$1" || exit 1
        printf 'GET %s HTTP/1.1\r\nHost: padu\r\nConnection: close\r\n\r\n' "$2" >&3
        timeout 3 cat <&3
    ) || return 1
    printf '%s\n' "${answer#*$'\r\n\r\n'}"
    [[ $answer == 'HTTP/1.1 200 '* ]]
}

# service_ready NAME: prints what it waits for, or nothing and success.
service_ready() {
    local body
    if body=$(http_get "$(service_admin "$1")" /readyz); then return 0; fi
    body=${body#*'"reasons":{'}
    printf '%s\n' "${body%%\}*}" | tr -d '"'
    return 1
}

# service_wait NAME: until it is ready, with progress.
service_wait() {
    local name=$1 started=$SECONDS told='' why most
    most=$(($(service_restarts "$name") + services_start_tries))
    until why=$(service_ready "$name"); do
        service_supervisor "$name" > /dev/null || service_failed "$name" "$name ended while starting."
        (($(service_restarts "$name") < most)) || service_failed "$name" "$name ends at each start."
        ((SECONDS - started < services_ready_seconds)) || service_failed "$name" \
            "$name is not ready after $services_ready_seconds s; it waits for: ${why:-an answer on its admin port}"
        if ((SECONDS - started >= 3)) && [[ ${why:=starting} != "$told" ]]; then
            note "$name: $why"
            told=$why
        fi
        sleep 0.2
    done
    note "$name is ready ($(elapsed_since "$started"))"
}

# service_failed NAME TEXT
service_failed() {
    tail -n 12 "$services_log/$1.log" >&2 || true
    fail "$2" "Its log: $services_log/$1.log" \
        "What it was started with: deploy/lib/services.sh, service_flags; its flags: $services_bin/$1 --help"
}

# service_restarts NAME: how often its supervisor has started it again.
service_restarts() {
    local state
    state=$(cat "$services_run/$1.state" 2> /dev/null) || true
    [[ $state == *restarts=* ]] && echo "${state##*restarts=}" || echo 0
}

# service_line NAME: "running", pid, uptime and restarts; or what is instead. Parted by tabs, for a table.
service_line() {
    local name=$1 pid state since restarts
    state=$(cat "$services_run/$name.state" 2> /dev/null) || true
    restarts=$(service_restarts "$name")
    if ! service_supervisor "$name" > /dev/null; then
        if [[ -f $services_run/$name.ended ]]; then
            printf 'ended (code %s)\t-\t-\t-\n' "$(< "$services_run/$name.ended")"
        else
            printf 'stopped\t-\t-\t-\n'
        fi
    elif pid=$(service_pid "$name"); then
        since=${state#*since=}
        printf 'running\t%s\t%s\t%s\n' "$pid" "$(elapsed_since $((SECONDS - ($(date +%s) - ${since%% *}))))" "$restarts"
    else
        printf '%s\t-\t-\t%s\n' "$([[ $state == restarting* ]] && echo restarting || echo starting)" "$restarts"
    fi
}

# service_outdated NAME: true if the program on disk is newer than the one that runs.
service_outdated() {
    local pid
    pid=$(service_pid "$1") && [[ $(readlink "/proc/$pid/exe") == *' (deleted)' ]]
}

# service_check_settings NAME: what runs must run with the settings of now.
service_check_settings() {
    local pid wanted
    pid=$(service_pid "$1") || return 0
    while IFS= read -r wanted; do
        tr '\0' '\n' < "/proc/$pid/cmdline" 2> /dev/null | grep -qxF -- "$wanted" && continue
        kill -0 "$pid" 2> /dev/null || return 0
        fail "$1 (pid $pid) runs with other settings than deploy/settings.env and the environment say: $wanted" \
            "Stop it with deploy/down, then deploy/up; or set back what was changed."
    done < <(service_flags "$1")
}
