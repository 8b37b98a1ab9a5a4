#!/usr/bin/env bash
# Keeps one program running: starts it again when it ends with an error, after a pause that grows.
#
#   deploy/lib/supervise.sh RUN_DIR LOG_DIR NAME COMMAND [ARGUMENT...]
#
# An owner that is fenced, or an invariant that broke, ends its process by design; the new start recovers. This process
# is in RUN_DIR/NAME.supervisor.pid, the program in RUN_DIR/NAME.pid, and what is being done in RUN_DIR/NAME.state.
# Output goes to LOG_DIR/NAME.log, and so does a line for each end and start.
#
# SIGTERM ends the program in order, and then this. The program gets SIGTERM too should this process be killed. It is
# not started again after it ended by itself without an error (0) or refused its command line (2).
set -uo pipefail

run_dir=$1 name=$3 log=$2/$3.log
shift 3

first_pause_seconds=1
most_pause_seconds=30
steady_seconds=60           # after so long without an end the pause is short again
most_log_bytes=$((64 << 20)) # a longer log makes way at a start; one older log is kept

child='' stopping=0 restarts=0 pause=$first_pause_seconds

# say SEVERITY TEXT [FIELDS]: as the services log (common/base/log.h). FIELDS: further members, each after a comma.
say() {
    printf '{"timestamp":"%s","severity_text":"%s","body":"%s","service.name":"%s.supervisor"%s}\n' \
        "$(date -u +%Y-%m-%dT%H:%M:%S.%6NZ)" "$1" "$2" "$name" "${3:-}" >> "$log"
}

# write_file NAME TEXT: a reader sees the old text or the new one.
write_file() { printf '%s\n' "$2" > "$run_dir/$1.new" && mv "$run_dir/$1.new" "$run_dir/$1"; }

stop() {
    stopping=1
    [[ -z $child ]] || kill -TERM "$child" 2> /dev/null
}

end() {
    rm -f "$run_dir/$name.pid" "$run_dir/$name.supervisor.pid" "$run_dir/$name.state"
    [[ $1 == 0 ]] || write_file "$name.ended" "$1"
    exit "$1"
}

# wait_for PID: like wait, but not ended by a signal to this process.
wait_for() {
    local code
    while true; do
        wait "$1"
        code=$?
        kill -0 "$1" 2> /dev/null || return "$code"
    done
}

trap stop TERM
rm -f "$run_dir/$name.ended"
write_file "$name.supervisor.pid" $$

while true; do
    if [[ -f $log && $(stat -c %s "$log") -gt $most_log_bytes ]]; then mv "$log" "$log.1"; fi
    started=$SECONDS
    setpriv --pdeathsig TERM -- "$@" >> "$log" 2>&1 < /dev/null &
    child=$!
    write_file "$name.pid" "$child"
    write_file "$name.state" "running since=$(date +%s) restarts=$restarts"
    ((stopping == 0)) || kill -TERM "$child" 2> /dev/null
    wait_for "$child"
    code=$?
    child=''
    rm -f "$run_dir/$name.pid"
    ((stopping == 0)) || end 0
    case $code in
        0) say INFO "ended by itself" && end 0 ;;
        2) say ERROR "refused its command line; not started again" && end 2 ;;
    esac
    ((SECONDS - started < steady_seconds)) || pause=$first_pause_seconds
    restarts=$((restarts + 1))
    say ERROR "ended; starts again" ",\"exit_code\":$code,\"pause_seconds\":$pause,\"restarts\":$restarts"
    write_file "$name.state" "restarting code=$code restarts=$restarts"
    sleep "$pause" &
    child=$!
    wait_for "$child"
    child=''
    ((stopping == 0)) || end 0
    pause=$((pause * 2 > most_pause_seconds ? most_pause_seconds : pause * 2))
done
