# shellcheck shell=bash
# Installing, updating, rolling back and removing when all goes well.

case_install_from_a_folder() {
  web "$folder/e2e-app" 18811 one
  run 0 "$leger" install -y --settle 1 "$folder/e2e-app"
  answers 18811 one
  active e2e-web.service
  active e2e-gate.service
  run 0 "$leger" install -y "$folder/e2e-app"
  says "nothing to do"
  run 0 "$leger" list
  says e2e-app
  if podman quadlet --help >/dev/null 2>&1; then
    run 0 podman quadlet list
    says e2e-web.container
  fi
  run 0 "$leger" status e2e-app
  says "active (running)"
  run 0 "$leger" logs e2e-app -n 5
}

case_dry_run_changes_nothing() {
  web "$folder/e2e-app" 18811 one
  local before
  before=$(tree)
  run 0 "$leger" install --dry-run "$folder/e2e-app"
  says "start   e2e-web.service"
  same "$before" "$(tree)" "the tree"
  run 0 "$leger" install -y --settle 1 "$folder/e2e-app"
  web "$folder/e2e-app" 18812 two
  before=$(tree)
  run 0 "$leger" update e2e-app --dry-run
  run 0 "$leger" remove e2e-app --dry-run
  same "$before" "$(tree)" "the tree"
}

case_a_change_restarts_only_what_changed() {
  web "$folder/e2e-app" 18811 one
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
  web "$folder/e2e-app" 18811 one
  run 0 "$leger" install -y --settle 1 "$folder/e2e-app"
  echo two >"$folder/e2e-app/www/index.html"
  run 0 "$leger" update e2e-app -y --settle 1
  answers 18811 two
  active e2e-gate.service
}

case_a_changed_network_is_made_anew() {
  web "$folder/e2e-app" 18811 one
  run 0 "$leger" install -y --settle 1 "$folder/e2e-app"
  sed -i 's/10.98.7.0/10.98.8.0/' "$folder/e2e-app/e2e.network"
  run 0 "$leger" update e2e-app -y --settle 1
  run 0 podman network inspect e2e-net
  says 10.98.8.0/24
  answers 18811 one
  active e2e-gate.service
}

case_rollback_and_history() {
  web "$folder/e2e-app" 18811 one
  run 0 "$leger" install -y --settle 1 "$folder/e2e-app"
  web "$folder/e2e-app" 18812 two
  run 0 "$leger" update e2e-app -y --settle 1
  answers 18812 two
  run 0 "$leger" rollback e2e-app -y --settle 1
  answers 18811 one
  run 0 "$leger" history e2e-app
  says "rollback to 1"
}

case_remove_leaves_nothing_but_volumes() {
  web "$folder/e2e-app" 18811 one
  run 0 "$leger" install -y --settle 1 "$folder/e2e-app"
  run 0 "$leger" remove e2e-app -y
  silent 18811
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
  web "$folder/e2e-app" 18811 one
  run 0 "$leger" install -y --settle 1 "$folder/e2e-app"
  echo mine >"$units/e2e-app/notes.txt"
  run 0 "$leger" remove e2e-app -y
  [ "$(cat "$units/e2e-app/notes.txt")" = mine ] || fail "notes.txt is gone"
  rm -r "$units/e2e-app"
}

case_stop_start_restart() {
  web "$folder/e2e-app" 18811 one
  run 0 "$leger" install -y --settle 1 "$folder/e2e-app"
  run 0 "$leger" stop e2e-app
  silent 18811
  run 0 "$leger" start e2e-app --settle 1
  answers 18811 one
  local gate
  gate=$(shown InvocationID e2e-gate.service)
  run 0 "$leger" restart e2e-web --settle 1
  active e2e-gate.service
  differs "$gate" "$(shown InvocationID e2e-gate.service)" "the run of e2e-gate.service"
}

case_adopt_flat_units_without_a_restart() {
  mkdir -p "$units"
  web "$units" 18811 one
  mkdir -p "$units/e2e-gate.container.d"
  printf '[Container]\nEnvironment=X=1\n' >"$units/e2e-gate.container.d/10-x.conf"
  "${systemctl[@]}" daemon-reload
  "${systemctl[@]}" start e2e-web.service e2e-gate.service
  answers 18811 one
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
  answers 18811 one
  run 0 "$leger" status e2e
  run 0 "$leger" restart e2e --settle 1
  answers 18811 one
  run 0 "$leger" remove e2e -y
  silent 18811
}
