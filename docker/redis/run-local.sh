#!/usr/bin/env bash
# Two replicas on one Redis, as processes: what compose.yml runs in containers. Ends them all when it ends.
#
#   ./mvnw package -DskipTests
#   docker/redis/run-local.sh [-Dswarmbot.swarms.auto-create=true ...]
#
# REDIS_PORT, REPLICA_PORTS (two), MANAGEMENT_PORTS (two, for metrics), BALANCER_PORT, DATA (a directory that outlives a
# run), REDIS_SERVER and JAVA_OPTS change what is usual. The load balancer needs nginx on the PATH; without it,
# use the replicas' own ports. All listen on the loopback address only and need no login: only this machine may do
# everything. With -Dswarmbot.security.mode=tokens one of them prints a token of an admin.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
jar=$here/../../target/quarkus-app/quarkus-run.jar

redis_server=${REDIS_SERVER:-redis-server}
redis_port=${REDIS_PORT:-6380}
read -r -a replica_ports <<<"${REPLICA_PORTS:-8081 8082}"
read -r -a management_ports <<<"${MANAGEMENT_PORTS:-9001 9002}"
balancer_port=${BALANCER_PORT:-8080}
read -r -a java_opts <<<"${JAVA_OPTS:-}"

command -v "$redis_server" >/dev/null || { echo "$redis_server is not there: install Redis, or name it in REDIS_SERVER" >&2; exit 1; }
[[ -e $jar ]] || { echo "$jar is not there: ./mvnw package -DskipTests" >&2; exit 1; }

work=$(mktemp -d)
pids=()
finish() {
    trap - EXIT INT TERM
    # Redis last: its replicas say good-bye first.
    for ((i = ${#pids[@]} - 1; i >= 0; i--)); do
        kill "${pids[i]}" 2>/dev/null && { ((i > 1)) || wait "${pids[@]:i}" || true; }
    done
    rm -rf "$work"
}
trap finish EXIT
trap 'exit 0' INT TERM

# awaits PORT PATH: until an HTTP GET is answered with 200, or the process is gone
awaits() {
    local line n
    for ((n = 0; n < 300; n++)); do
        kill -0 "${pids[-1]}" 2>/dev/null || { echo "it ended: see above" >&2; exit 1; }
        line=$(exec 2>/dev/null 3<>"/dev/tcp/127.0.0.1/$1" && printf 'GET %s HTTP/1.0\r\nHost: localhost\r\n\r\n' "$2" >&3 && head -1 <&3) || line=
        [[ $line == *" 200 "* ]] && return
        sleep 0.1
    done
    echo "port $1 is not ready after 30 s" >&2
    exit 1
}

# Each acknowledged command is on the disk; nothing is thrown away when memory is short.
data=${DATA:-$work}
"$redis_server" --port "$redis_port" --bind 127.0.0.1 --dir "$data" --save '' \
    --appendonly yes --appendfsync always --maxmemory-policy noeviction >"$work/redis.log" &
pids+=($!)
echo "redis: 127.0.0.1:$redis_port (pid $!)"

for n in 0 1; do
    java -Dswarmbot.security.mode=open "${java_opts[@]}" -Dquarkus.http.port="${replica_ports[n]}" -Dquarkus.management.port="${management_ports[n]}" \
        -Dswarmbot.replica="replica$((n + 1))" \
        -Dswarmbot.store.kind=redis -Dquarkus.redis.hosts="redis://127.0.0.1:$redis_port" "$@" -jar "$jar" &
    pids+=($!)
    awaits "${replica_ports[n]}" /q/health/ready
    echo "replica$((n + 1)): http://127.0.0.1:${replica_ports[n]}/ (pid $!)"
done

if command -v nginx >/dev/null; then
    sed -e "s/replica1:8080/127.0.0.1:${replica_ports[0]}/" -e "s/replica2:8080/127.0.0.1:${replica_ports[1]}/" \
        -e "s/listen 8080/listen 127.0.0.1:$balancer_port/" "$here/nginx.conf" >"$work/nginx.conf"
    nginx -p "$work" -c nginx.conf -e stderr -g 'daemon off; pid nginx.pid;' &
    pids+=($!)
    awaits "$balancer_port" /q/health/ready
    echo "load balancer: http://127.0.0.1:$balancer_port/ (pid $!)"
fi
echo "ready"
wait
