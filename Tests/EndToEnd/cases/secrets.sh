# Secrets: the daemon, its store, and what podman gets of it.
# shellcheck shell=bash disable=SC2154

# begin_daemon: starts legerd with a store of its own, in the background.
begin_daemon() {
  export LEGERD_STATE_DIR=$folder/store LEGERD_SOCKET=$folder/run/legerd.sock
  "$leger" daemon run >"$folder/daemon.log" 2>&1 </dev/null &
  daemon=$!
  for _ in $(seq 50); do
    # The socket of one that was killed is there before this one serves.
    if "$leger" secrets list >/dev/null 2>&1; then return; fi
    sleep 0.1
  done
  fail "the daemon does not serve: $(cat "$folder/daemon.log")"
}
end_daemon() {
  kill "$daemon" 2>/dev/null
  wait "$daemon" 2>/dev/null
  unset LEGERD_STATE_DIR LEGERD_SOCKET
}
# secret_free PATH...: no file has the word that values begin with, as it is, in base64 or in hexadecimal digits.
secret_free() {
  local found
  found=$(grep -rlsaE 'canary|Y2FuYXJ5|NhbmFyeS|jYW5hcnk|63616e617279' "$@")
  [ -z "$found" ] || fail "a value is in $found"
}
# given TEXT COMMAND...: runs a command with a text as its standard input.
given() {
  local text=$1
  shift
  printf '%s' "$text" | "$@" >"$work/out" 2>&1 || fail "exit status $?: $*"
}

# user_of SECRET...: a deployment in $folder/app whose container uses secrets.
user_of() {
  mkdir -p "$folder/app"
  cat >"$folder/app/e2e-user.container" <<END
[Container]
Image=$image
Exec=sh -c 'trap "exit 0" TERM; while :; do sleep 0.2; done'
$(printf 'Secret=%s\n' "$@")
END
}

case_secrets() {
  begin_daemon
  given canary-two "$leger" secrets set leger/e2e-variable -
  given canary-not-ours podman secret create e2e-foreign -
  user_of e2e-file e2e-variable,type=env,target=WORD
  run 4 "$leger" install "$folder/app" --name e2e -y
  says "help: leger secrets set leger/e2e-file"
  given canary-one "$leger" secrets set leger/e2e-file -
  # An installation takes what it needs, and one that fails leaves nothing of it.
  mkdir -p "$folder/broken"
  printf '[Container]\nImage=%s\nExec=false\nSecret=e2e-file\n' "$image" >"$folder/broken/e2e-broken.container"
  run 5 "$leger" install "$folder/broken" --name e2e -y --settle 1 --health-timeout 5
  if podman secret exists e2e-file; then fail "a failed installation has left a secret"; fi
  run 0 "$leger" install "$folder/app" --name e2e -y --settle 1
  says "e2e-user.container gets the secret e2e-variable as the variable WORD"
  seen() { podman exec systemd-e2e-user sh -c 'cat /run/secrets/e2e-file; echo " $WORD"' 2>&1; }
  [ "$(seen)" = "canary-one canary-two" ] || fail "the container has $(seen)"
  # Nothing to do writes nothing.
  local before after
  before=$(podman secret inspect e2e-file e2e-variable)
  run 0 "$leger" secrets sync
  says "e2e-file: unchanged"
  after=$(podman secret inspect e2e-file e2e-variable)
  [ "$before" = "$after" ] || fail "a second sync has written"
  # A new value reaches the container at its next start.
  given canary-three "$leger" secrets set leger/e2e-file -
  run 0 "$leger" secrets sync
  says "e2e-file: replaced from leger/e2e-file version 2 (e2e-user.service)"
  [ "$(seen)" = "canary-one canary-two" ] || fail "a running container has changed: $(seen)"
  run 0 "$leger" restart e2e --settle 1
  [ "$(seen)" = "canary-three canary-two" ] || fail "after a restart the container has $(seen)"
  # A rotation restarts what uses the secret; one that its services do not take is taken back everywhere.
  cat >"$folder/app/e2e-picky.container" <<END
[Container]
Image=$image
Exec=sh -c 'test "\$\$(cat /run/secrets/e2e-file)" = bad && exit 1; trap "exit 0" TERM; while :; do sleep 0.2; done'
Secret=e2e-file
END
  run 0 "$leger" update e2e -y --settle 1
  given canary-good "$leger" secrets rotate leger/e2e-file - -y --settle 2
  [ "$(seen)" = "canary-good canary-two" ] || fail "after a rotation the container has $(seen)"
  run 0 "$leger" secrets info leger/e2e-file
  says "version 3 (active)"
  printf bad >"$work/bad"
  run 5 "$leger" secrets rotate leger/e2e-file "@$work/bad" -y --settle 2 --health-timeout 10
  says "the old version of the secret is active again"
  [ "$(seen)" = "canary-good canary-two" ] || fail "after a failed rotation the container has $(seen)"
  active e2e-picky.service
  run 0 "$leger" secrets get leger/e2e-file
  says canary-good
  run 0 "$leger" secrets rotate leger/e2e-file "@$work/bad" -y --no-restart
  printf canary-three | "$leger" secrets set leger/e2e-file - >/dev/null
  run 0 "$leger" secrets sync
  run 0 "$leger" restart e2e --settle 1
  # What is not leger's stays.
  given mine "$leger" secrets set leger/e2e-foreign -
  run 4 "$leger" secrets sync e2e-foreign
  says "add --adopt"
  [ "$(podman secret inspect --showsecret e2e-foreign | grep -c canary-not-ours)" = 1 ] || fail "a foreign secret was changed"
  # Without the daemon podman keeps what it has.
  end_daemon
  run 3 "$leger" secrets sync
  says "does not run"
  run 0 "$leger" restart e2e --settle 1
  [ "$(seen)" = "canary-three canary-two" ] || fail "without the daemon the container has $(seen)"
  begin_daemon
  run 0 "$leger" secrets get leger/e2e-file
  says canary-three
  run 0 "$leger" remove e2e -y --no-backup
  run 0 "$leger" secrets sync --prune
  says "e2e-file: removed"
  podman secret exists e2e-foreign || fail "prune has removed a foreign secret"
  end_daemon
  podman secret rm e2e-foreign >/dev/null
  # No value is anywhere but where it belongs.
  secret_free "$folder/store" "$folder/daemon.log" "$state"
}

# podman asks the store for values, and keeps none.
case_secrets_driver() {
  local file
  begin_daemon
  given canary-one "$leger" secrets set leger/e2e-key -
  given canary-other podman secret create e2e-foreign -
  user_of e2e-key e2e-key,type=env,target=WORD
  run 0 "$leger" install "$folder/app" --name e2e -y --settle 1
  file=$(podman secret inspect e2e-key | grep -o '/[^"]*filedriver')/secretsdata.json
  seen() { podman exec systemd-e2e-user sh -c 'cat /run/secrets/e2e-key; echo " $WORD"' 2>&1; }
  values() { grep -o '": "[^"]*' "$file" | cut -c5- | while read -r line; do echo "$line" | base64 -d; done; }
  case $(values) in *canary-one*) ;; *) fail "podman's file has no value before" ;; esac
  run 0 "$leger" secrets driver install
  says "e2e-key: podman asks the store for it"
  case $(values) in *canary-one*) fail "podman's file has the value still" ;; esac
  case $(values) in *canary-other*) ;; *) fail "the value of a foreign secret is gone" ;; esac
  run 0 "$leger" secrets sync
  says "e2e-key: unchanged"
  run 0 "$leger" restart e2e --settle 1
  [ "$(seen)" = "canary-one canary-one" ] || fail "with the driver the container has $(seen)"
  given canary-two "$leger" secrets rotate leger/e2e-key - -y --settle 1
  [ "$(seen)" = "canary-two canary-two" ] || fail "after a rotation the container has $(seen)"
  case $(values) in *canary-two*) fail "podman's file has the new value" ;; esac
  # Without the daemon no container starts, and none waits for ever.
  "${systemctl[@]}" stop e2e-user.service
  local store=$LEGERD_STATE_DIR socket=$LEGERD_SOCKET start=$SECONDS
  end_daemon
  if "${systemctl[@]}" start e2e-user.service >/dev/null 2>&1; then fail "a container has started without the daemon"; fi
  [ $((SECONDS - start)) -le 20 ] || fail "the start took $((SECONDS - start)) s"
  begin_daemon
  same "$store $socket" "$LEGERD_STATE_DIR $LEGERD_SOCKET" "the place of the daemon"
  "${systemctl[@]}" reset-failed e2e-user.service
  run 0 "${systemctl[@]}" start e2e-user.service
  run 0 "$leger" secrets driver remove
  says "e2e-key: podman keeps its value"
  case $(values) in *canary-two*) ;; *) fail "podman has no value again" ;; esac
  end_daemon
  run 0 "${systemctl[@]}" restart e2e-user.service
  [ "$(seen)" = "canary-two canary-two" ] || fail "without the driver the container has $(seen)"
  begin_daemon
  run 0 "$leger" remove e2e -y --no-backup
  run 0 "$leger" secrets sync --prune
  end_daemon
  podman secret rm e2e-foreign >/dev/null
}

# What was acknowledged is there after kill -9, whatever the daemon was doing.
case_secrets_kill() {
  begin_daemon
  local number last=0
  for number in $(seq 60); do
    if ! printf 'value %s' "$number" | "$leger" secrets set leger/e2e-kill - >"$work/out" 2>&1; then
      kill -9 "$daemon" 2>/dev/null
      wait "$daemon" 2>/dev/null
      begin_daemon
      continue
    fi
    last=$number
    if [ $((number % 6)) = 0 ]; then
      { sleep "0.0$((RANDOM % 9))"; kill -9 "$daemon"; } 2>/dev/null &
    fi
  done
  kill -9 "$daemon" 2>/dev/null
  wait "$daemon" 2>/dev/null
  begin_daemon
  run 0 "$leger" secrets get leger/e2e-kill
  # The one after the last acknowledged write may have been stored, too.
  if ! grep -qxE "value ($last|$((last + 1)))" "$work/out"; then fail "after value $last"; fi
  run 7 "$leger" daemon run
  says "another legerd serves"
  LEGERD_STATE_DIR=$folder/other run 7 "$leger" daemon run
  says "is served by another process"
  end_daemon
  export LEGERD_STATE_DIR=$folder/store
  chmod 750 "$folder/store"
  run 3 "$leger" daemon run
  says "is not yours alone"
  chmod 700 "$folder/store"
  rm "$folder/store/keys/kek.json"
  run 8 "$leger" daemon run
  says "is missing"
  unset LEGERD_STATE_DIR
}

# A full disk loses nothing, and gives nothing away that was not recorded.
case_secrets_full_disk() {
  if [ "$(id -u)" != 0 ]; then return; fi
  mkdir -p "$folder/store"
  mount -t tmpfs -o size=1m,mode=0700 tmpfs "$folder/store"
  begin_daemon
  given one "$leger" secrets set leger/e2e-full -
  head -c 2000000 /dev/zero >"$folder/store/filler" 2>/dev/null
  # What is left of the last block of the record is used first.
  for _ in $(seq 60); do
    if ! "$leger" secrets get leger/e2e-full >/dev/null 2>&1; then break; fi
  done
  run 3 "$leger" secrets get leger/e2e-full
  says "internal error"
  printf two >"$work/two"
  run 3 "$leger" secrets set leger/e2e-full "@$work/two"
  rm "$folder/store/filler"
  run 0 "$leger" secrets get leger/e2e-full
  says one
  run 0 "$leger" secrets set leger/e2e-full "@$work/two"
  run 0 "$leger" secrets get leger/e2e-full
  says two
  end_daemon
  umount "$folder/store"
}

# The daemon as a service: it starts, keeps podman in step, survives its death, and stops.
case_daemon_service() {
  local unitFiles
  if [ "$(id -u)" = 0 ]; then
    unitFiles=/etc/systemd/system
    groupadd --force --system leger
  else
    unitFiles=${XDG_CONFIG_HOME:-$HOME/.config}/systemd/user
  fi
  run 0 "$leger" daemon start
  says "wrote $unitFiles/legerd.service"
  says "wrote $unitFiles/legerd.socket"
  says "the daemon serves"
  run 0 "$leger" daemon start
  if grep -q wrote "$work/out"; then fail "units were written twice"; fi
  given canary-one "$leger" secrets set leger/e2e-key -
  user_of e2e-key
  run 0 "$leger" install "$folder/app" --name e2e -y --settle 1
  # What is activated reaches podman when the daemon is asked, and by itself after a while.
  given canary-two "$leger" secrets set leger/e2e-key -
  run 0 "$leger" daemon sync
  says "e2e-key: changed"
  run 0 "$leger" secrets sync
  says "e2e-key: unchanged"
  run 0 "$leger" daemon status
  says "all 1 as in the store"
  says "its key is \""
  run 0 "$leger" secrets list
  says "these run with an older value until they are restarted: e2e-user.service"
  if [ "$(id -u)" = 0 ]; then
    # Another user gets nothing.
    run 3 setpriv --reuid=65534 --regid=65534 --clear-groups "$leger" secrets list --system
    run 3 setpriv --reuid=65534 --regid=65534 --clear-groups "$leger" secrets get leger/e2e-key --system
    # A group gets what is written, and only by the group of the socket.
    groupadd --force e2e-readers
    mkdir -p /etc/leger
    printf 'daemon: {local-access: [{group: e2e-readers, action: [get], secret: [leger/e2e-k*]}]}\n' >/etc/leger/config.yaml
    systemctl reload legerd.service
    local sockets readers
    sockets=$(getent group leger | cut -d: -f3) readers=$(getent group e2e-readers | cut -d: -f3)
    member_of() { setpriv --reuid=65534 --regid=65534 --groups="$1" "$leger" secrets get "$2" --system; }
    for _ in $(seq 50); do
      if member_of "$sockets,$readers" leger/e2e-key >/dev/null 2>&1; then break; fi
      sleep 0.1
    done
    run 0 member_of "$sockets,$readers" leger/e2e-key
    says canary-two
    run 3 member_of "$sockets,$readers" leger/other
    run 3 member_of "$sockets" leger/e2e-key
    run 3 member_of "$readers" leger/e2e-key
    rm /etc/leger/config.yaml
    systemctl reload legerd.service
    groupdel e2e-readers
    secret_free /run/legerd /var/lib/private/legerd /etc/systemd/system "$state"
    if journalctl --no-pager -u legerd.service -u legerd-sync.service | grep -q canary; then fail "a value is in the journal"; fi
  fi
  # One that is killed comes back, with all that it had.
  "${systemctl[@]}" kill --signal=KILL legerd.service
  for _ in $(seq 100); do
    if "$leger" secrets list >/dev/null 2>&1; then break; fi
    sleep 0.1
  done
  run 0 "$leger" secrets get leger/e2e-key
  says canary-two
  run 0 "$leger" secrets delete leger/e2e-key -y
  run 4 "$leger" daemon sync
  says "e2e-key: revoked"
  run 0 "$leger" restart e2e --settle 1
  if [ "$(id -u)" = 0 ]; then
    for unit in legerd.service legerd-sync.service; do
      systemd-analyze security --no-pager "$unit" >"$work/out" 2>&1
      local score
      score=$(tail -1 "$work/out" | grep -oE '[0-9]+\.[0-9]+' | head -1)
      [ "${score%.*}${score#*.}" -le 25 ] || fail "$unit scores $score"
      printf '  %s scores %s\n' "$unit" "$score"
    done
  fi
  run 0 "$leger" remove e2e -y --no-backup
  run 0 "$leger" secrets sync --prune
  run 0 "$leger" daemon stop
  says legerd.service
  run 3 "$leger" daemon status
  run 3 "$leger" daemon sync
  "${systemctl[@]}" disable legerd.service >/dev/null 2>&1
  "${systemctl[@]}" disable legerd.socket legerd-sync.service >/dev/null 2>&1
  rm -f "$unitFiles"/legerd.service "$unitFiles"/legerd-sync.service "$unitFiles"/legerd.socket
  "${systemctl[@]}" daemon-reload
}
