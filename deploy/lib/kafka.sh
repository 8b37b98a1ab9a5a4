# shellcheck shell=bash
# Apache Kafka from Maven Central: its jars, and one broker in a folder (KRaft: broker and controller in one process).
# A broker's folder holds everything of it: server.properties, data/, broker.pid, broker.log. deploy/kafka/broker is the
# command. Needs settings.sh, print.sh, checks.sh.

kafka_version=4.3.1
kafka_home=$PADU_KAFKA_DIR/$kafka_version
kafka_start_seconds=60
kafka_stop_seconds=30

# kafka_ensure_jars: fetches the jars once. The marker is written last and holds the list's own digest, so neither an
# interrupted download nor a changed list passes for done.
kafka_ensure_jars() {
    local list=$PADU_ROOT/deploy/kafka/jars.sha256 digest started=$SECONDS lock
    digest=$(sha256sum < "$list")
    [[ -f $kafka_home/complete && $(< "$kafka_home/complete") == "$digest" ]] && return 0

    mkdir -p "$PADU_KAFKA_DIR"
    exec {lock}> "$PADU_KAFKA_DIR/lock"
    flock "$lock"
    if [[ ! -f $kafka_home/complete || $(< "$kafka_home/complete") != "$digest" ]]; then
        step "Fetching Apache Kafka $kafka_version from Maven Central (54 MB)"
        rm -rf "$kafka_home"
        mkdir -p "$kafka_home"
        mvn -q -B -f "$PADU_ROOT/deploy/kafka/pom.xml" dependency:copy-dependencies \
            "-DoutputDirectory=$kafka_home/lib" > "$kafka_home/fetch.log" 2>&1 < /dev/null || {
            tail -n 10 "$kafka_home/fetch.log" >&2
            fail "Maven could not fetch Kafka." "Is there a way to https://repo.maven.apache.org?" \
                "A proxy or a mirror belongs in ~/.m2/settings.xml."
        }
        (cd "$kafka_home/lib" && sha256sum --quiet --check "$list") >&2 \
            || fail "The jars fetched are not those that deploy/kafka/jars.sha256 lists." \
                "Run the command again; if it stays so, do not trust the mirror."
        printf '%s\n' "$digest" > "$kafka_home/complete"
        note "fetched in $(elapsed_since "$started")"
    fi
    exec {lock}>&-
}

# kafka_java [JVM OPTIONS...] CLASS ARGUMENTS...: runs a class of Kafka, as quiet as its warnings.
# Admin tools: org.apache.kafka.tools.TopicCommand, ...AclCommand, ...ConsumerGroupCommand, kafka.tools.DumpLogSegments.
kafka_java() {
    java -Dorg.slf4j.simpleLogger.defaultLogLevel=warn -cp "$kafka_home/lib/*" "$@"
}

# kafka_pid DIR: the broker's process id if it runs. A pid that was given to another program meanwhile does not count.
kafka_pid() {
    local pid
    [[ -f $1/broker.pid ]] || return 1
    pid=$(< "$1/broker.pid")
    [[ -n $pid && -r /proc/$pid/cmdline ]] || return 1
    tr '\0' '\n' < "/proc/$pid/cmdline" 2> /dev/null | grep -qxF "$1/server.properties" || return 1
    printf '%s\n' "$pid"
}

# kafka_answers HOST PORT: true when the broker serves and its controller knows one broker. A Metadata request
# (version 4, no topics) by hand, since the tools' JVM alone takes a second; the reply's fourth number counts brokers.
kafka_answers() {
    local reply
    reply=$(
        exec 2> /dev/null
        exec 3<> "/dev/tcp/$1/$2" || exit 1
        printf '\0\0\0\x0f\0\x03\0\x04\0\0\0\x01\xff\xff\0\0\0\0\0' >&3
        timeout 2 head -c 16 <&3 | od -An -v -tu1 | tr -s ' \n' ' '
    ) || return 1
    [[ $reply =~ ^(\ [0-9]+){12}\ 0\ 0\ 0\ 1\ $ ]]
}

# kafka_write_properties DIR HOST PORT CONTROLLER_PORT
kafka_write_properties() {
    cat > "$1/server.properties" << PROPERTIES
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@$2:$4
controller.listener.names=CONTROLLER
listeners=PLAINTEXT://$2:$3,CONTROLLER://$2:$4
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
log.dirs=$1/data

# Topics are declared, never made by a typing mistake.
auto.create.topics.enable=false
message.max.bytes=1048588

# One broker: the internal topics have one copy. A few partitions of them are enough.
offsets.topic.replication.factor=1
offsets.topic.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=4
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
share.coordinator.state.topic.num.partitions=4
group.initial.rebalance.delay.ms=0

# After a crash the controller lets the broker in again when its former session has run out: 3 s, not 9.
broker.session.timeout.ms=3000
broker.heartbeat.interval.ms=500
PROPERTIES
}

# kafka_format DIR: gives the storage its cluster id, once.
kafka_format() {
    local id
    [[ -f $1/formatted ]] && return 0
    id=$(head -c 16 /dev/urandom | base64 | tr '+/' 'AB' | tr -d '=')
    kafka_java -XX:TieredStopAtLevel=1 kafka.tools.StorageTool format --ignore-formatted \
        -t "$id" -c "$1/server.properties" > "$1/format.log" 2>&1 < /dev/null || {
        cat "$1/format.log" >&2
        fail "Kafka's storage in $1 could not be formatted."
    }
    printf '%s\n' "$id" > "$1/formatted"
}

# port_owner_after_kill PORT: port_owner, once a broker that was just killed has let go of it: its sockets outlive its
# name in /proc for a moment.
port_owner_after_kill() {
    local owner deadline=$((SECONDS + 5))
    while owner=$(port_owner "$1") && [[ -n $owner ]] && ((SECONDS < deadline)); do sleep 0.1; done
    printf '%s' "$owner"
}

# kafka_start DIR HOST PORT CONTROLLER_PORT HEAP: starts the broker and returns when it answers; at once if it runs.
kafka_start() {
    local dir=$1 host=$2 port=$3 controller_port=$4 heap=$5 pid owner taken
    if ! pid=$(kafka_pid "$dir"); then
        for taken in "$port" "$controller_port"; do
            owner=$(port_owner_after_kill "$taken")
            [[ -z $owner ]] || fail "Port $taken is taken by $owner; the broker in $dir needs it." \
                "Stop that program, or choose others: PADU_BROKER_PORT, PADU_CONTROLLER_PORT in deploy/settings.env."
        done
        mkdir -p "$dir"
        kafka_write_properties "$dir" "$host" "$port" "$controller_port"
        kafka_format "$dir"
        # setsid: a Ctrl-C meant for the script that started the broker must not reach it.
        setsid java "-Xmx$heap" -XX:+UseG1GC -XX:MaxGCPauseMillis=20 \
            -Dorg.slf4j.simpleLogger.defaultLogLevel=warn -Dorg.slf4j.simpleLogger.showDateTime=true \
            "-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd'T'HH:mm:ss.SSSXXX" \
            -cp "$kafka_home/lib/*" kafka.Kafka "$dir/server.properties" >> "$dir/broker.log" 2>&1 < /dev/null &
        pid=$!
        disown "$pid"
        printf '%s\n' "$pid" > "$dir/broker.pid"
    fi
    kafka_wait "$dir" "$host" "$port" "$pid"
}

# kafka_wait DIR HOST PORT PID
kafka_wait() {
    local deadline=$((SECONDS + kafka_start_seconds))
    until kafka_answers "$2" "$3"; do
        if ! kill -0 "$4" 2> /dev/null; then
            tail -n 15 "$1/broker.log" >&2
            fail "The Kafka broker ended while starting." "Its log: $1/broker.log"
        fi
        ((SECONDS < deadline)) \
            || fail "The Kafka broker has not answered on port $3 for $kafka_start_seconds s." "Its log: $1/broker.log"
        sleep 0.1
    done
}

# kafka_end DIR SIGNAL: TERM lets the broker close its logs, KILL is a crash. Returns when the process is gone.
kafka_end() {
    local pid deadline=$((SECONDS + kafka_stop_seconds))
    if pid=$(kafka_pid "$1"); then
        kill "-$2" "$pid" 2> /dev/null || true
        while kafka_pid "$1" > /dev/null; do
            ((SECONDS < deadline)) || kill -KILL "$pid" 2> /dev/null || true
            sleep 0.05
        done
    fi
    rm -f "$1/broker.pid"
}
