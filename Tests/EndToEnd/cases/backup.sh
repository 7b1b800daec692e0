# shellcheck shell=bash
# Backups and restores with real volumes.

# odd VOLUME: fills a volume with what archives lose easily.
odd() {
  # shellcheck disable=SC2016
  inside bash -c 'cd "${1:?}" && mkdir -p dir/deep empty && echo text >dir/file && ln dir/file hard && ln -s dir/file soft &&
    ln -s nowhere dangling && mkfifo pipe && : >"with blank" && printf x >"$(printf "new\nline")" && printf "\303\274" >"$(printf "\303\274")" &&
    truncate -s 3M sparse && echo set >setuid && chmod 4755 setuid && chown 12:34 dir/deep && chmod 1777 empty &&
    head -c 2000000 /dev/urandom >random && touch -d "2001-02-03 04:05:06" dir/file random && for i in $(seq 300); do echo "$i" >"dir/$i"; done
    setfattr -n user.colour -v blue dir/file 2>/dev/null; chown 70:71 . && chmod 0700 . && touch -d "2002-03-04 05:06:07" .' _ "$(mountpoint "$1")"
}

# into VOLUME SCRIPT: runs a script in the folder of a volume.
into() {
  # shellcheck disable=SC2016
  inside bash -c 'cd "${1:?}" && eval "$2"' _ "$(mountpoint "$1")" "$2"
}

newest() { "$leger" backup list e2e-app --json | grep -o '"id":"[^"]*"' | tail -1 | cut -d'"' -f4; }

case_backup_destroy_restore() {
  web "$folder/e2e-app" "$one" one
  sed -i 's#^Volume=./www#Volume=e2e-more:/more\nVolume=./www#' "$folder/e2e-app/e2e-web.container"
  run 0 "$leger" install -y --settle 1 "$folder/e2e-app"
  odd e2e-data
  into e2e-more "touch second"
  local data more
  data=$(listing e2e-data) more=$(listing e2e-more)
  [ "$(echo "$data" | wc -l)" -gt 300 ] || fail "the volume was not filled"
  run 0 "$leger" backup e2e-app --reason destroyed
  says "2 volumes"
  answers "$one" one
  active e2e-gate.service
  run 0 "$leger" backup verify
  says sound
  run 0 "$leger" remove e2e-app -y --remove-volumes --no-backup
  podman volume rm -f e2e-more >/dev/null
  rm -rf "$state/history" "$state/deployments" "$folder/e2e-app"
  run 0 "$leger" restore e2e-app -y --settle 1
  same "$data" "$(listing e2e-data)" "the volume e2e-data"
  same "$more" "$(listing e2e-more)" "the volume e2e-more"
  answers "$one" one
  active e2e-gate.service
  run 0 podman volume ls -q
  ! grep -q leger- "$work/out" || fail "a temporary volume is left"
}

case_backup_a_root_that_must_be_right() {
  mkdir -p "$folder/e2e-app"
  # As PostgreSQL does: no start unless the folder of the data is its own, and nobody else can look into it.
  cat >"$folder/e2e-app/e2e-db.container" <<END
[Container]
Image=$image
Exec=sh -c 'test "\$\$(stat -c %%u:%%a /data)" = 70:700 || exit 1; trap "exit 0" TERM; while :; do sleep 0.2; done'
Volume=e2e-db:/data

[Install]
WantedBy=default.target
END
  podman volume create e2e-db >/dev/null
  odd e2e-db
  run 0 "$leger" install -y --settle 1 "$folder/e2e-app"
  run 0 "$leger" backup e2e-app
  run 0 "$leger" remove e2e-app -y --no-backup
  podman volume rm -f e2e-db >/dev/null
  run 0 "$leger" restore e2e-app -y --settle 2
  active e2e-db.service
}

case_restore_that_does_not_come_up() {
  web "$folder/e2e-app" "$one" one
  run 0 "$leger" install -y --settle 1 "$folder/e2e-app"
  into e2e-data "echo old >word; touch stop"
  run 0 "$leger" backup e2e-app
  # With the data of the backup, the service that is installed now ends at once.
  sed -i 's/^Exec=.*/Exec=sh -c '"'"'test ! -e \/data\/stop || exit 1; trap "exit 0" TERM; httpd -p 8080 -h \/www; while :; do sleep 0.2; done'"'"'/' \
    "$folder/e2e-app/e2e-web.container"
  into e2e-data "echo new >word; rm stop"
  run 0 "$leger" update e2e-app -y --settle 1 --no-backup
  local before
  before=$(listing e2e-data)
  run 5 "$leger" restore e2e-app -y --volumes-only --settle 3 --health-timeout 10
  same "$before" "$(listing e2e-data)" "the volume e2e-data"
  answers "$one" one
  active e2e-gate.service
}

case_restore_refuses_damage() {
  web "$folder/e2e-app" "$one" one
  run 0 "$leger" install -y --settle 1 "$folder/e2e-app"
  odd e2e-data
  run 0 "$leger" backup e2e-app
  local id archive before run
  id=$(newest)
  archive=$state/backups/$id/volumes/e2e-data.tar.gz
  cp "$archive" "$work/archive"
  before=$(listing e2e-data) run=$(shown InvocationID e2e-web.service)
  printf 'x' | dd of="$archive" bs=1 seek=100000 conv=notrunc 2>/dev/null
  run 8 "$leger" restore "$id" -y
  run 8 "$leger" backup verify "$id"
  head -c 100000 "$work/archive" >"$archive"
  run 8 "$leger" restore "$id" -y
  cat "$work/archive" "$work/archive" >"$archive"
  run 8 "$leger" restore "$id" -y
  { cat "$work/archive"; echo garbage; } >"$archive"
  run 8 "$leger" restore "$id" -y
  cp "$work/archive" "$archive"
  sed -i 's#volumes/e2e-data#volumes/../../../e2e-data#' "$state/backups/$id/.backup-metadata.json"
  run 8 "$leger" restore "$id" -y
  same "$before" "$(listing e2e-data)" "the volume"
  same "$run" "$(shown InvocationID e2e-web.service)" "the run of e2e-web.service"
}

case_backup_interrupted() {
  web "$folder/e2e-app" "$one" one
  run 0 "$leger" install -y --settle 1 "$folder/e2e-app"
  into e2e-data "head -c 60000000 /dev/urandom >big"
  local before signal delay mode
  before=$(listing e2e-data)
  for mode in stop pause; do
    for signal in INT TERM KILL; do
      for delay in 0.3 1 1.6; do
        "$leger" backup e2e-app --consistency $mode >"$work/killed" 2>&1 </dev/null &
        sleep $delay
        kill -$signal $! 2>/dev/null
        wait $! 2>/dev/null
        run 0 "$leger" recover
        answers "$one" one
        active e2e-gate.service
        run 0 podman ps --filter status=paused -q
        [ ! -s "$work/out" ] || fail "a container is paused after $mode, $signal, $delay s"
      done
    done
  done
  same "$before" "$(listing e2e-data)" "the volume"
  run 0 "$leger" backup verify
  ! grep -q damaged "$work/out" || fail "a backup is damaged"
  [ -z "$(find "$state/backups" -name '.leger-*')" ] || fail "a half backup is left"
}

case_restore_killed() {
  web "$folder/e2e-app" "$one" one
  run 0 "$leger" install -y --settle 1 "$folder/e2e-app"
  into e2e-data "echo old >word; head -c 30000000 /dev/urandom >big"
  run 0 "$leger" backup e2e-app
  local id old new delay now
  id=$(newest)
  old=$(listing e2e-data)
  into e2e-data "echo new >word"
  new=$(listing e2e-data)
  for delay in 0.4 0.8 1.2 1.6 2 2.5 3 4; do
    "$leger" restore "$id" -y --settle 1 >"$work/killed" 2>&1 </dev/null &
    sleep $delay
    kill -9 $! 2>/dev/null
    wait $! 2>/dev/null
    run 0 "$leger" recover
    now=$(listing e2e-data)
    [ "$now" = "$old" ] || [ "$now" = "$new" ] || fail "after $delay s the volume is neither the old one nor the new one"
    answers "$one" one
    run 0 podman volume ls -q
    ! grep -q leger- "$work/out" || fail "a temporary volume is left after $delay s"
    into e2e-data "echo new >word"
    new=$(listing e2e-data)
  done
}

case_backup_of_a_device() {
  web "$folder/e2e-app" "$one" one
  local place=$HOME/e2e-device before
  rm -rf "$place"
  mkdir -p "$place/in"
  echo data >"$place/in/file"
  printf '[Volume]\nVolumeName=e2e-data\nType=none\nOptions=bind\nDevice=%s\nLabel=kept=yes\n' "$place" >"$folder/e2e-app/e2e.volume"
  run 0 "$leger" install -y --settle 1 "$folder/e2e-app"
  run 0 "$leger" backup e2e-app
  run 0 "$leger" backup info latest
  says "2 entries, 5 B"
  before=$(cd "$place" && find . -printf '%p %m %Ts\n' | sort)
  rm -r "$place/in"
  echo other >"$place/other"
  run 0 "$leger" restore e2e-app -y --settle 1
  same "$before" "$(cd "$place" && find . -printf '%p %m %Ts\n' | sort)" "the device"
  same data "$(cat "$place/in/file")" "the file"
  answers "$one" one
  run 0 "$leger" remove e2e-app -y --remove-volumes
  run 0 "$leger" restore e2e-app -y --settle 1
  run 0 podman volume inspect -f '{{.Labels}}' e2e-data
  says kept:yes
  run 0 "$leger" remove e2e-app -y --remove-volumes --no-backup
  rm -rf "$place"
}

case_backup_of_an_empty_volume_and_of_a_shared_one() {
  web "$folder/e2e-app" "$one" one
  run 0 "$leger" install -y --settle 1 "$folder/e2e-app"
  run 0 "$leger" backup e2e-app
  run 0 "$leger" backup info latest
  says "0 entries, 0 B"
  run 0 "$leger" restore e2e-app -y --settle 1
  podman run -d --name e2e-stranger -v e2e-data:/x "$image" sleep 1000 >/dev/null
  run 4 "$leger" backup e2e-app
  says e2e-stranger
  run 4 "$leger" restore e2e-app -y
  run 0 "$leger" backup e2e-app --consistency live
  podman rm -ft 0 e2e-stranger >/dev/null
  answers "$one" one
}

case_backup_without_room() {
  if [ "$(id -u)" != 0 ]; then
    skipped="only root can mount a small disk"
    return
  fi
  web "$folder/e2e-app" "$one" one
  run 0 "$leger" install -y --settle 1 "$folder/e2e-app"
  into e2e-data "head -c 30000000 /dev/urandom >big"
  local run
  run=$(shown InvocationID e2e-web.service)
  mkdir -p "$state/backups" && mount -t tmpfs -o size=8m,mode=700 none "$state/backups"
  run 3 "$leger" backup e2e-app
  says "MiB left"
  same "$run" "$(shown InvocationID e2e-web.service)" "the run of e2e-web.service"
  # Enough for what it is now, and not for what it becomes.
  into e2e-data "rm big; truncate -s 900k big; head -c 900000 /dev/urandom >small"
  head -c 7000000 /dev/urandom >"$state/backups/filler"
  "$leger" backup e2e-app --compression none >"$work/out" 2>&1 </dev/null && fail "there was room after all"
  active e2e-web.service
  answers "$one" one
  [ -z "$(find "$state/backups" -name '*e2e*')" ] || fail "a half backup is left"
  umount "$state/backups"
}

case_secrets_are_in_no_backup() {
  web "$folder/e2e-app" "$one" one
  sed -i 's#^Volume=./www#Secret=e2e-app-key,target=/key\nVolume=./www#' "$folder/e2e-app/e2e-web.container"
  local canary=canary-9f27c1d0
  printf %s "$canary" | podman secret create e2e-app-key - >/dev/null
  run 0 "$leger" install -y --settle 1 "$folder/e2e-app"
  "$leger" backup e2e-app >"$work/out" 2>&1 </dev/null
  ! grep -q "$canary" "$work/out" || fail "the value is printed"
  ! grep -rq "$canary" "$state" || fail "the value is in $state"
  run 0 "$leger" backup info latest
  says "e2e-app-key (not their values)"
  podman secret rm e2e-app-key >/dev/null
}

case_backup_is_carried_in_one_file() {
  web "$folder/e2e-app" "$one" one
  run 0 "$leger" install -y --settle 1 "$folder/e2e-app"
  odd e2e-data
  local data id
  data=$(listing e2e-data)
  run 0 "$leger" backup e2e-app
  id=$(newest)
  run 0 "$leger" backup export "$id" "$work/carried.tar"
  run 0 tar -tf "$work/carried.tar"
  says volumes/e2e-data.tar.gz
  if command -v age-keygen >/dev/null; then
    rm -f "$work/key"
    age-keygen -o "$work/key" 2>/dev/null
    run 0 "$leger" backup export "$id" "$work/carried.age" --encrypt-to "$(age-keygen -y "$work/key")"
    run 5 "$leger" backup export "$id" "$work/never.age" --encrypt-to nobody
    [ ! -e "$work/never.age" ] || fail "a file is left"
  fi
  run 0 "$leger" remove e2e-app -y --remove-volumes --no-backup
  rm -rf "$state/backups"
  if [ -e "$work/carried.age" ]; then
    run 2 "$leger" backup import "$work/carried.age"
    run 0 "$leger" backup import "$work/carried.age" --identity "$work/key"
    rm -rf "$state/backups"
  fi
  run 0 "$leger" backup import "$work/carried.tar"
  run 0 "$leger" restore "$id" -y --settle 1
  same "$data" "$(listing e2e-data)" "the volume"
  answers "$one" one
  rm -f "$work"/carried.* "$work/key"
}

case_commands_of_a_volume() {
  web "$folder/e2e-app" "$one" one
  cat >"$folder/e2e-app/.leger.yaml" <<'END'
backup:
  hooks:
    e2e.volume: {before: "echo dumped > /data/dump", after: [rm, /data/dump]}
END
  run 0 "$leger" install -y --settle 1 "$folder/e2e-app"
  local run
  run=$(shown InvocationID e2e-web.service)
  run 0 "$leger" backup e2e-app
  same "$run" "$(shown InvocationID e2e-web.service)" "the run of e2e-web.service"
  [ ! -e "$(mountpoint e2e-data)/dump" ] || fail "the dump is left"
  run 0 "$leger" restore e2e-app -y --settle 1
  same dumped "$(inside cat "$(mountpoint e2e-data)/dump")" "the dump"
}

# shop FOLDER: a front that reads from a back by its name, both with data, and a pod beside them.
shop() {
  mkdir -p "$1/e2e-front.container.d"
  cat >"$1/e2e-back.container" <<END
[Container]
ContainerName=e2e-store
Image=$image
Exec=sh -c 'trap "exit 0" TERM; httpd -p 8080 -h /data; while :; do sleep 0.2; done'
Network=e2e.network
Volume=e2e.volume:/data
END
  cat >"$1/e2e-front.container" <<END
[Unit]
Requires=e2e-back.service
After=e2e-back.container

[Container]
Image=$image
Exec=sh -c 'trap "exit 0" TERM; httpd -p 8080 -h /cache; while :; do wget -qO /cache/new http://e2e-store:8080/word && mv /cache/new /cache/index.html; sleep 0.3; done'
Network=e2e.network
Volume=e2e-cache:/cache
PublishPort=127.0.0.1:$one:8080
HealthCmd=test -s /cache/index.html
HealthInterval=1s
HealthStartPeriod=10s

[Install]
WantedBy=default.target
END
  printf '[Container]\nLabel=e2e.found=yes\n' >"$1/e2e-front.container.d/label.conf"
  printf '[Container]\nImage=%s\nExec=sleep 1000\nPod=e2e.pod\nPodmanArgs=--stop-timeout 1\n' "$image" >"$1/e2e-side.container"
  printf '[Pod]\nNetwork=e2e.network\n' >"$1/e2e.pod"
  printf '[Network]\nNetworkName=e2e-net\n' >"$1/e2e.network"
  printf '[Volume]\nVolumeName=e2e-data\n' >"$1/e2e.volume"
  printf 'probe: http://127.0.0.1:%s/\n' "$one" >"$1/.leger.yaml"
}

case_drill() {
  shop "$folder/e2e-app"
  podman volume create e2e-data >/dev/null
  into e2e-data "echo first >word"
  run 0 "$leger" install -y --settle 1 "$folder/e2e-app"
  answers "$one" first
  run 0 "$leger" backup e2e-app
  into e2e-data "echo second >word"
  local front volumes networks images id delay
  front=$(shown InvocationID e2e-front.service)
  volumes=$(podman volume ls -q | sort) networks=$(podman network ls -q | sort) images=$(podman images -q | sort -u)
  run 0 "$leger" drill e2e-app --settle 1
  says "proven; "
  says "and the probe answered"
  same "$front" "$(shown InvocationID e2e-front.service)" "the run of e2e-front.service"
  same "$volumes" "$(podman volume ls -q | sort)" "the volumes"
  same "$networks" "$(podman network ls -q | sort)" "the networks"
  same "$images" "$(podman images -q | sort -u)" "the images"
  [ -z "$(find "$units" "$state" -name '*drill*')" ] || fail "something of the drill is left"
  run 0 "$leger" list
  ! grep -q ^drill "$work/out" || fail "the copy is listed"
  run 0 "$leger" backup list
  says "PROVEN"
  run 0 "$leger" status e2e-app
  says "last proven: e2e-app-"
  # The data of a backup that its own services cannot use.
  into e2e-data "rm word"
  sleep 1
  into e2e-cache "rm index.html"
  run 0 "$leger" backup e2e-app --consistency live
  into e2e-data "echo second >word"
  front=$(shown InvocationID e2e-front.service)
  run 5 "$leger" drill e2e-app --settle 1 --health-timeout 12
  same "$volumes" "$(podman volume ls -q | sort)" "the volumes after a drill that failed"
  [ -z "$(find "$units" "$state" -name '*drill*')" ] || fail "something of the failed drill is left"
  same "$front" "$(shown InvocationID e2e-front.service)" "the run of e2e-front.service"
  # Killed at any time, the next command removes the copy.
  id=$(newest)
  for delay in 0.3 0.8 1.4 2 3 5; do
    "$leger" drill "$id" --settle 1 >"$work/killed" 2>&1 </dev/null &
    sleep $delay
    kill -9 $! 2>/dev/null
    wait $! 2>/dev/null
    run 0 "$leger" recover
    same "$volumes" "$(podman volume ls -q | sort)" "the volumes after a kill at $delay s"
    [ -z "$(find "$units" "$state" -name '*drill*')" ] || fail "something of the drill is left after $delay s"
  done
  same "$front" "$(shown InvocationID e2e-front.service)" "the run of e2e-front.service"
  sed -i "s/^NetworkName=.*/&\nSubnet=10.$net.9.0\/24/" "$folder/e2e-app/e2e.network"
  run 0 "$leger" update e2e-app -y --settle 1 --no-backup
  run 0 "$leger" backup e2e-app
  run 4 "$leger" drill e2e-app
  says "fixed addresses"
  answers "$one" second
}

case_a_second_copy() {
  shop "$folder/e2e-app"
  podman volume create e2e-data >/dev/null
  into e2e-data "echo first >word"
  run 0 "$leger" install -y --settle 1 "$folder/e2e-app"
  run 0 "$leger" backup e2e-app
  into e2e-data "echo second >word"
  run 4 "$leger" restore e2e-app -y --to-name e2e-two
  says "--ports"
  run 0 "$leger" restore e2e-app -y --to-name e2e-two --ports "$one=$two" --settle 1
  answers "$two" first
  run 0 "$leger" status e2e-two
  says "e2e-two-e2e-front.service"
  active e2e-two-e2e-pod.service
  sleep 1
  answers "$one" second
  run 2 "$leger" restore e2e-app -y --to-name e2e-two --ports none
  # The copy is a deployment like any other.
  run 0 "$leger" backup e2e-two
  run 0 "$leger" restore e2e-two -y --settle 1
  answers "$two" first
  run 0 "$leger" remove e2e-two -y --no-backup
  active e2e-front.service
  answers "$one" second
  run 4 "$leger" restore e2e-app -y --to-name e2e-two --ports none
  says "exists already"
  podman volume rm e2e-two-e2e-data e2e-two-e2e-cache >/dev/null
}

case_folders_of_the_host() {
  web "$folder/e2e-app" "$one" one
  local place=$HOME/e2e-folder before volumes id delay
  rm -rf "$place"
  mkdir -p "$place/in"
  sed -i "s#^Volume=./www#Volume=$place:/folder\nVolume=/etc/hostname:/name:ro\nVolume=./www#" "$folder/e2e-app/e2e-web.container"
  run 0 "$leger" install -y --settle 1 "$folder/e2e-app"
  # shellcheck disable=SC2016
  inside bash -c 'cd "${1:?}" && echo data >in/file && ln in/file hard && ln -s in/file soft && head -c 300000 /dev/urandom >random &&
    chown 70:71 in && chmod 0700 in && chown 5:6 . && chmod 0750 . && touch -d "2002-03-04 05:06:07" .' _ "$place"
  run 0 "$leger" backup e2e-app
  says "not in the backup: $place, since it is a path of the host"
  run 0 "$leger" backup e2e-app --include-binds
  id=$(newest)
  says "/etc/hostname"
  run 0 "$leger" backup info "$id"
  says "$place"
  before=$(tree "$place") volumes=$(podman volume ls -q | sort)
  inside rm -r "$place/in"
  inside touch "$place/other"
  local other
  other=$(tree "$place")
  run 0 "$leger" restore "$id" -y --settle 1
  same "$other" "$(tree "$place")" "the folder, which was not to be restored"
  for delay in 0.5 1 1.5 2 2.5 3 4; do
    "$leger" restore "$id" -y --include-binds --settle 1 >"$work/killed" 2>&1 </dev/null &
    sleep $delay
    kill -9 $! 2>/dev/null
    wait $! 2>/dev/null
    run 0 "$leger" recover
    local now
    now=$(tree "$place")
    [ "$now" = "$other" ] || [ "$now" = "$before" ] || fail "after $delay s the folder is neither the old one nor the new one"
    same "$volumes" "$(podman volume ls -q | sort)" "the volumes after $delay s"
    answers "$one" one
  done
  run 0 "$leger" restore "$id" -y --include-binds --settle 1
  same "$before" "$(tree "$place")" "the folder"
  same "$volumes" "$(podman volume ls -q | sort)" "the volumes"
  # On a host that does not have the folder.
  run 0 "$leger" remove e2e-app -y --no-backup
  inside rm -r "$place"
  run 4 "$leger" restore "$id" -y
  run 0 "$leger" restore "$id" -y --include-binds --settle 1
  same "$before" "$(tree "$place")" "the folder on another host"
  answers "$one" one
  run 0 "$leger" remove e2e-app -y --no-backup
  inside rm -r "$place"
}

# tree FOLDER: what is in a folder, with owners, modes, times and digests.
tree() {
  # shellcheck disable=SC2016
  inside bash -c 'cd "${1:?}" && find . -printf "%P %y %U:%G %m %Ts %n %l\n" | sort && find . -type f -exec sha256sum {} + | sort' _ "$1"
}
