# shellcheck shell=bash
# Installing, updating, rolling back and removing when all goes well.

case_install_from_a_folder() {
  web "$folder/e2e-app" "$one" one
  run 0 "$leger" install -y --settle 1 "$folder/e2e-app"
  answers "$one" one
  active e2e-web.service
  active e2e-gate.service
  run 0 "$leger" install -y "$folder/e2e-app"
  says "nothing to do"
  run 0 "$leger" list
  says e2e-app
  if podman quadlet list >/dev/null 2>&1; then
    run 0 podman quadlet list
    says e2e-web.container
  fi
  run 0 "$leger" status e2e-app
  says "active (running)"
  run 0 "$leger" logs e2e-app -n 5
}

case_dry_run_changes_nothing() {
  web "$folder/e2e-app" "$one" one
  local before
  before=$(tree)
  run 0 "$leger" install --dry-run "$folder/e2e-app"
  says "start   e2e-web.service"
  same "$before" "$(tree)" "the tree"
  run 0 "$leger" install -y --settle 1 "$folder/e2e-app"
  web "$folder/e2e-app" "$two" two
  before=$(tree)
  run 0 "$leger" update e2e-app --dry-run
  run 0 "$leger" remove e2e-app --dry-run
  same "$before" "$(tree)" "the tree"
}

case_a_change_restarts_only_what_changed() {
  web "$folder/e2e-app" "$one" one
  run 0 "$leger" install -y --settle 1 "$folder/e2e-app"
  local web gate net
  web=$(shown InvocationID e2e-web.service) gate=$(shown InvocationID e2e-gate.service)
  net=$(shown InvocationID e2e-network.service)
  sed -i 's/^Network=/Environment=X=1\nNetwork=/' "$folder/e2e-app/e2e-gate.container"
  run 0 "$leger" stage e2e-app
  run 0 "$leger" staged
  says e2e-app
  run 0 "$leger" diff e2e-app
  says e2e-gate.service
  run 0 "$leger" apply e2e-app -y --settle 1
  same "$web" "$(shown InvocationID e2e-web.service)" "the run of e2e-web.service"
  same "$net" "$(shown InvocationID e2e-network.service)" "the run of e2e-network.service"
  differs "$gate" "$(shown InvocationID e2e-gate.service)" "the run of e2e-gate.service"
  run 2 "$leger" apply e2e-app -y
}

case_a_changed_file_restarts_its_reader() {
  web "$folder/e2e-app" "$one" one
  run 0 "$leger" install -y --settle 1 "$folder/e2e-app"
  echo two >"$folder/e2e-app/www/index.html"
  run 0 "$leger" update e2e-app -y --settle 1
  answers "$one" two
  active e2e-gate.service
}

case_a_changed_network_is_made_anew() {
  web "$folder/e2e-app" "$one" one
  run 0 "$leger" install -y --settle 1 "$folder/e2e-app"
  sed -i 's/[.]7[.]0/.8.0/' "$folder/e2e-app/e2e.network"
  run 0 "$leger" update e2e-app -y --settle 1
  run 0 podman network inspect e2e-net
  says "10.$net.8.0/24"
  answers "$one" one
  active e2e-gate.service
}

case_rollback_and_history() {
  web "$folder/e2e-app" "$one" one
  run 0 "$leger" install -y --settle 1 "$folder/e2e-app"
  web "$folder/e2e-app" "$two" two
  run 0 "$leger" update e2e-app -y --settle 1
  answers "$two" two
  run 0 "$leger" rollback e2e-app -y --settle 1
  answers "$one" one
  run 0 "$leger" history e2e-app
  says "rollback to 1"
}

case_remove_leaves_nothing_but_volumes() {
  web "$folder/e2e-app" "$one" one
  run 0 "$leger" install -y --settle 1 "$folder/e2e-app"
  run 0 "$leger" remove e2e-app -y
  silent "$one"
  [ ! -e "$units/e2e-app" ] || fail "$units/e2e-app still exists"
  run 0 podman ps -a --format '{{.Names}}'
  ! grep -q e2e "$work/out" || fail "a container is left"
  run 0 podman network ls --format '{{.Name}}'
  ! grep -q e2e "$work/out" || fail "a network is left"
  run 0 podman images --format '{{.Repository}}'
  ! grep -q leger/keep "$work/out" || fail "a tag is left"
  run 0 podman volume ls --format '{{.Name}}'
  says e2e-data
  run 2 "$leger" remove e2e-app -y
}

case_files_of_others_stay() {
  web "$folder/e2e-app" "$one" one
  run 0 "$leger" install -y --settle 1 "$folder/e2e-app"
  echo mine >"$units/e2e-app/notes.txt"
  run 0 "$leger" remove e2e-app -y
  [ "$(cat "$units/e2e-app/notes.txt")" = mine ] || fail "notes.txt is gone"
  rm -r "$units/e2e-app"
}

case_stop_start_restart() {
  web "$folder/e2e-app" "$one" one
  run 0 "$leger" install -y --settle 1 "$folder/e2e-app"
  run 0 "$leger" stop e2e-app
  silent "$one"
  run 0 "$leger" start e2e-app --settle 1
  answers "$one" one
  local gate
  gate=$(shown InvocationID e2e-gate.service)
  run 0 "$leger" restart e2e-web --settle 1
  active e2e-gate.service
  differs "$gate" "$(shown InvocationID e2e-gate.service)" "the run of e2e-gate.service"
}

case_adopt_flat_units_without_a_restart() {
  mkdir -p "$units"
  web "$units" "$one" one
  mkdir -p "$units/e2e-gate.container.d"
  printf '[Container]\nEnvironment=X=1\n' >"$units/e2e-gate.container.d/10-x.conf"
  "${systemctl[@]}" daemon-reload
  "${systemctl[@]}" start e2e-web.service e2e-gate.service
  answers "$one" one
  local web gate
  web=$(shown InvocationID e2e-web.service) gate=$(shown InvocationID e2e-gate.service)
  run 0 "$leger" list
  says "not installed by leger"
  run 0 "$leger" adopt e2e --dry-run
  run 0 "$leger" adopt e2e -y
  same "$web" "$(shown InvocationID e2e-web.service)" "the run of e2e-web.service"
  same "$gate" "$(shown InvocationID e2e-gate.service)" "the run of e2e-gate.service"
  [ -e "$units/e2e/e2e-gate.container.d/10-x.conf" ] || fail "the drop-in did not move"
  [ ! -e "$units/www" ] || fail "www did not move"
  answers "$one" one
  run 0 "$leger" status e2e
  run 0 "$leger" restart e2e --settle 1
  answers "$one" one
  run 0 "$leger" remove e2e -y
  silent "$one"
}

case_a_secret_of_its_own() {
  web "$folder/e2e-app" "$one" one
  printf 'value' | podman secret create --replace e2e-app-key - >/dev/null
  printf 'value' | podman secret create --replace other-key - >/dev/null
  sed -i 's/^Network=/Secret=e2e-app-key\nNetwork=/' "$folder/e2e-app/e2e-gate.container"
  run 0 "$leger" install -y --settle 1 "$folder/e2e-app"
  sed -i 's/^Secret=.*/Secret=other-key/' "$folder/e2e-app/e2e-gate.container"
  run 4 "$leger" update e2e-app -y
  says "--allow-secret other-key"
  run 0 "$leger" install -y --settle 1 --allow-secret other-key "$folder/e2e-app"
  run 0 "$leger" remove e2e-app -y
  podman secret rm e2e-app-key other-key >/dev/null
}

case_a_port_in_use() {
  web "$folder/e2e-app" "$one" one
  podman run -d --rm --name e2e-squatter -p "127.0.0.1:$one:80" "$image" sleep 60 >/dev/null
  run 4 "$leger" install -y "$folder/e2e-app"
  says "$one/tcp is in use"
  podman rm -f -t 0 e2e-squatter >/dev/null
  run 0 "$leger" install -y --settle 1 "$folder/e2e-app"
}

case_a_probe() {
  web "$folder/e2e-app" "$one" one
  echo "probe: http://127.0.0.1:$one/" >"$folder/e2e-app/.leger.yaml"
  run 0 "$leger" install -y --settle 1 "$folder/e2e-app"
  echo "probe: http://127.0.0.1:$one/missing" >"$folder/e2e-app/.leger.yaml"
  echo two >"$folder/e2e-app/www/index.html"
  run 5 "$leger" update e2e-app -y --settle 1 --health-timeout 5
  says "probe http://127.0.0.1:$one/missing"
  answers "$one" one
}

case_a_pod() {
  mkdir -p "$folder/e2e-pod"
  printf '[Pod]\nPodName=e2e-pod\nPublishPort=127.0.0.1:%s:8080\n[Install]\nWantedBy=default.target\n' "$one" >"$folder/e2e-pod/e2e-group.pod"
  printf '[Container]\nImage=%s\nPod=e2e-group.pod\nExec=sh -c '"'"'trap "exit 0" TERM; mkdir /www; echo pod >/www/index.html; httpd -p 8080 -h /www; while :; do sleep 0.2; done'"'"'\n' "$image" >"$folder/e2e-pod/e2e-member.container"
  run 0 "$leger" install -y --settle 1 "$folder/e2e-pod"
  answers "$one" pod
  sed -i 's/echo pod/echo again/' "$folder/e2e-pod/e2e-member.container"
  run 0 "$leger" update e2e-pod -y --settle 1
  answers "$one" again
  run 0 "$leger" restart e2e-pod --settle 1
  answers "$one" again
  sed -i 's/httpd -p/exit 1; httpd -p/' "$folder/e2e-pod/e2e-member.container"
  run 5 "$leger" update e2e-pod -y --settle 2
  answers "$one" again
  run 0 "$leger" remove e2e-pod -y
  run 0 podman ps -a --format '{{.Names}}'
  ! grep -q e2e "$work/out" || fail "a container is left"
  run 0 podman pod ps --format '{{.Name}}'
  ! grep -q e2e "$work/out" || fail "a pod is left"
}

case_a_build() {
  mkdir -p "$folder/e2e-app/context"
  printf 'FROM %s\nCOPY page /www/index.html\n' "$image" >"$folder/e2e-app/context/Containerfile"
  echo built >"$folder/e2e-app/context/page"
  printf '[Build]\nImageTag=localhost/e2e-built:1\nSetWorkingDirectory=./context\nFile=Containerfile\n' >"$folder/e2e-app/e2e.build"
  printf '[Container]\nImage=e2e.build\nPublishPort=127.0.0.1:%s:8080\nExec=sh -c '"'"'trap "exit 0" TERM; httpd -p 8080 -h /www; while :; do sleep 0.2; done'"'"'\n[Install]\nWantedBy=default.target\n' "$one" >"$folder/e2e-app/e2e-web.container"
  run 0 "$leger" install -y --settle 1 "$folder/e2e-app"
  answers "$one" built
  echo again >"$folder/e2e-app/context/page"
  run 0 "$leger" update e2e-app -y --settle 1
  answers "$one" again
  echo 'RUN exit 3' >>"$folder/e2e-app/context/Containerfile"
  run 5 "$leger" update e2e-app -y
  answers "$one" again
  run 0 "$leger" remove e2e-app -y
}
