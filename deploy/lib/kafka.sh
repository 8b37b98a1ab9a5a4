# shellcheck shell=bash
# Apache Kafka from Maven Central: its jars, and one broker in a folder (KRaft: broker and controller in one process).
# A broker's folder holds everything of it: server.properties, data/, broker.pid, broker.log. deploy/kafka/broker is the
# command. Needs settings.sh, print.sh, checks.sh.

kafka_version=4.3.1
kafka_home=$PADU_KAFKA_DIR/$kafka_version
kafka_start_seconds=60
kafka_stop_seconds=30
kafka_admin=padu-admin  # the principal that may all

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

# kafka_answers HOST PORT PRINCIPALS: true when the broker serves and its controller knows one broker. A request of
# Metadata (version 4, no topics) by hand, since the tools' JVM alone takes a second; the reply's fourth number counts
# brokers. A broker that wants to know who asks says no more than which requests it takes (ApiVersions 0, no error).
kafka_answers() {
    local reply
    if [[ -n $3 ]]; then
        reply=$(
            exec 2> /dev/null
            exec 3<> "/dev/tcp/$1/$2" || exit 1
            printf '\0\0\0\x0a\0\x12\0\0\0\0\0\x01\xff\xff' >&3
            timeout 2 head -c 10 <&3 | tail -c 6 | od -An -v -tu1 | tr -s ' \n' ' '
        ) || return 1
        [[ $reply == ' 0 0 0 1 0 0 ' ]]
        return
    fi
    reply=$(
        exec 2> /dev/null
        exec 3<> "/dev/tcp/$1/$2" || exit 1
        printf '\0\0\0\x0f\0\x03\0\x04\0\0\0\x01\xff\xff\0\0\0\0\0' >&3
        timeout 2 head -c 16 <&3 | od -An -v -tu1 | tr -s ' \n' ' '
    ) || return 1
    [[ $reply =~ ^(\ [0-9]+){12}\ 0\ 0\ 0\ 1\ $ ]]
}

# kafka_write_properties DIR HOST PORT CONTROLLER_PORT PRINCIPALS
kafka_write_properties() {
    (umask 077 && : > "$1/server.properties")
    cat > "$1/server.properties" << PROPERTIES
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@$2:$4
controller.listener.names=CONTROLLER
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
    if [[ -n $5 ]]; then kafka_write_sasl "$@"; else kafka_write_plain "$@"; fi >> "$1/server.properties"
}

kafka_write_plain() {
    cat << PROPERTIES

listeners=PLAINTEXT://$2:$3,CONTROLLER://$2:$4
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
PROPERTIES
}

# Clients prove who they are by SCRAM, whose credentials lie in the cluster's metadata, or by PLAIN, whose passwords
# stand here: librdkafka before 2.6.1, Debian 12's among them, repeats its nonce in SCRAM, which Kafka from 4.0 on
# refuses. The controller cannot read SCRAM's credentials before it runs, so brokers speak to it by a password of this
# folder's own. Who may what is ACLs (paductl topics apply); what none allows is refused.
kafka_write_sasl() {
    local controller name users='' plain=org.apache.kafka.common.security.plain.PlainLoginModule
    local scram=org.apache.kafka.common.security.scram.ScramLoginModule
    [[ -f $1/controller.password ]] || (umask 077 && kafka_new_password > "$1/controller.password")
    controller=$(< "$1/controller.password")
    for name in $(ls "$5"); do users+=" user_$name=\"$(< "$5/$name")\""; done
    cat << PROPERTIES

listeners=SASL_PLAINTEXT://$2:$3,CONTROLLER://$2:$4
listener.security.protocol.map=SASL_PLAINTEXT:SASL_PLAINTEXT,CONTROLLER:SASL_PLAINTEXT
inter.broker.listener.name=SASL_PLAINTEXT
sasl.enabled.mechanisms=SCRAM-SHA-512,PLAIN
sasl.mechanism.inter.broker.protocol=SCRAM-SHA-512
sasl.mechanism.controller.protocol=PLAIN
listener.name.sasl_plaintext.scram-sha-512.sasl.jaas.config=$scram required username="$kafka_admin" \
password="$(< "$5/$kafka_admin")";
listener.name.sasl_plaintext.plain.sasl.jaas.config=$plain required$users;
listener.name.controller.sasl.enabled.mechanisms=PLAIN
listener.name.controller.plain.sasl.jaas.config=$plain required username="controller" \
password="$controller" user_controller="$controller";
authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
super.users=User:$kafka_admin;User:controller
allow.everyone.if.no.acl.found=false
PROPERTIES
}

# 256 bits of chance, as letters and digits that need no quoting anywhere.
kafka_new_password() { head -c 32 /dev/urandom | base64 -w 0 | tr '+/' 'AB' | tr -d '='; }

# kafka_format DIR PRINCIPALS: gives the storage its cluster id, once, and the principals there are by then their
# passwords. Those stand in no command line: the JVM reads its arguments from a file.
kafka_format() {
    local id name arguments=$1/format.arguments
    [[ -f $1/formatted ]] && return 0
    id=$(head -c 16 /dev/urandom | base64 | tr '+/' 'AB' | tr -d '=')
    (umask 077 && : > "$arguments" && : > "$1/format.log" && : > "$1/principals")
    {
        printf '%s\n' -XX:TieredStopAtLevel=1 -Dorg.slf4j.simpleLogger.defaultLogLevel=warn \
            -cp "\"$kafka_home/lib/*\"" kafka.tools.StorageTool format --ignore-formatted -t "$id" \
            -c "\"$1/server.properties\""
        for name in $([[ -z $2 ]] || ls "$2"); do
            printf '%s\n' --add-scram "SCRAM-SHA-512=[name=$name,password=$(< "$2/$name")]"
            printf '%s\n' "$name" >> "$1/principals"
        done
    } >> "$arguments"
    java "@$arguments" > "$1/format.log" 2>&1 < /dev/null || {
        rm -f "$arguments"
        fail "Kafka's storage in $1 could not be formatted." "Why: $1/format.log, which holds credentials."
    }
    rm -f "$arguments" "$1/format.log"  # both hold credentials
    printf '%s\n' "$id" > "$1/formatted"
}

# kafka_add_principals DIR HOST PORT PRINCIPALS: tells a running broker of principals that it does not know yet.
kafka_add_principals() {
    local name
    for name in $(ls "$4"); do
        grep -qxF -- "$name" "$1/principals" && continue
        kafka_set_password "$1" "$2" "$3" "$4" "$name"
        printf '%s\n' "$name" >> "$1/principals"
    done
}

# kafka_set_password DIR HOST PORT PRINCIPALS NAME: gives the principal the password that its file holds.
kafka_set_password() {
    local client=$1/admin.properties arguments=$1/password.arguments told
    (umask 077 && : > "$client" && : > "$arguments")
    cat >> "$client" << PROPERTIES
security.protocol=SASL_PLAINTEXT
sasl.mechanism=SCRAM-SHA-512
sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required \
username="$kafka_admin" password="$(< "$4/$kafka_admin")";
PROPERTIES
    printf '%s\n' -XX:TieredStopAtLevel=1 -Dorg.slf4j.simpleLogger.defaultLogLevel=warn -cp "\"$kafka_home/lib/*\"" \
        kafka.admin.ConfigCommand --bootstrap-server "$2:$3" --command-config "\"$client\"" --alter \
        --add-config "SCRAM-SHA-512=[password=$(< "$4/$5")]" --entity-type users --entity-name "$5" >> "$arguments"
    told=$(java "@$arguments" 2>&1 < /dev/null) || {
        rm -f "$client" "$arguments"
        printf '%s\n' "$told" >&2
        fail "The broker did not take the password of $5."
    }
    rm -f "$client" "$arguments"
}

# port_owner_after_kill PORT: port_owner, once a broker that was just killed has let go of it: its sockets outlive its
# name in /proc for a moment.
port_owner_after_kill() {
    local owner deadline=$((SECONDS + 5))
    while owner=$(port_owner "$1") && [[ -n $owner ]] && ((SECONDS < deadline)); do sleep 0.1; done
    printf '%s' "$owner"
}

# kafka_start DIR HOST PORT CONTROLLER_PORT HEAP PRINCIPALS: starts the broker and returns when it answers; at once if
# it runs. PRINCIPALS: a folder with a password file for each principal; empty: the broker asks nobody who it is.
kafka_start() {
    local dir=$1 host=$2 port=$3 controller_port=$4 heap=$5 principals=$6 pid owner taken
    if ! pid=$(kafka_pid "$dir"); then
        for taken in "$port" "$controller_port"; do
            owner=$(port_owner_after_kill "$taken")
            [[ -z $owner ]] || fail "Port $taken is taken by $owner; the broker in $dir needs it." \
                "Stop that program, or choose others: PADU_BROKER_PORT, PADU_CONTROLLER_PORT in deploy/settings.env."
        done
        mkdir -p "$dir"
        chmod 700 "$dir"  # the metadata holds credentials
        kafka_write_properties "$dir" "$host" "$port" "$controller_port" "$principals"
        kafka_format "$dir" "$principals"
        # setsid: a Ctrl-C meant for the script that started the broker must not reach it.
        setsid java "-Xmx$heap" -XX:+UseG1GC -XX:MaxGCPauseMillis=20 \
            -Dorg.slf4j.simpleLogger.defaultLogLevel=warn -Dorg.slf4j.simpleLogger.showDateTime=true \
            "-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd'T'HH:mm:ss.SSSXXX" \
            -cp "$kafka_home/lib/*" kafka.Kafka "$dir/server.properties" >> "$dir/broker.log" 2>&1 < /dev/null &
        pid=$!
        disown "$pid"
        printf '%s\n' "$pid" > "$dir/broker.pid"
    fi
    kafka_wait "$dir" "$host" "$port" "$pid" "$principals"
    [[ -z $principals ]] || kafka_add_principals "$dir" "$host" "$port" "$principals"
}

# kafka_wait DIR HOST PORT PID PRINCIPALS
kafka_wait() {
    local deadline=$((SECONDS + kafka_start_seconds))
    until kafka_answers "$2" "$3" "$5"; do
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
