# shellcheck shell=bash
# Changes that do not work: the old services run on, or again.

# broken OLD NEW STATUS [OPTION...]: replaces a text in the unit of the server and expects the update to fail, with the old
# server and its gateway up.
broken() {
  local old=$1 new=$2 status=$3
  shift 3
  web "$folder/e2e-app" "$one" one
  run 0 "$leger" install -y --settle 1 "$folder/e2e-app"
  local before
  before=$(tree | grep "^$units")
  sed -i "s|$old|$new|" "$folder/e2e-app/e2e-web.container"
  run "$status" "$leger" update e2e-app -y "$@"
  cp "$work/out" "$work/failure"
  answers "$one" one
  active e2e-web.service
  active e2e-gate.service
  same "$before" "$(tree | grep "^$units")" "the units"
  cp "$work/failure" "$work/out"
}

case_an_image_that_does_not_exist() {
  web "$folder/e2e-app" "$one" one
  run 0 "$leger" install -y --settle 1 "$folder/e2e-app"
  local web
  web=$(shown InvocationID e2e-web.service)
  sed -i 's|^Image=.*|Image=127.0.0.1:5000/no/such:image|' "$folder/e2e-app/e2e-web.container"
  run 5 "$leger" update e2e-app -y
  same "$web" "$(shown InvocationID e2e-web.service)" "the run of e2e-web.service"
}

case_a_loop_of_crashes() {
  broken 'while :; do sleep 0.2; done' 'sleep 1; exit 3' 5 --settle 3
  says "rolling back"
  run 0 "$leger" update e2e-app -y
  says "skipped"
}

case_a_fast_loop_of_crashes() {
  broken 'httpd -p 8080 -h /www;' 'exit 3;' 5
}

case_never_healthy() {
  broken '^Network=' 'HealthCmd=false\nHealthInterval=1s\nHealthRetries=2\nNetwork=' 5 --health-timeout 20 --settle 1
  says unhealthy
}

case_notify_healthy_never_healthy() {
  broken '^Network=' 'Notify=healthy\nHealthCmd=false\nHealthInterval=3600s\nHealthRetries=99\nNetwork=' 5 --health-timeout 8
}

case_healthy_and_then_dead() {
  broken 'while :; do sleep 0.2; done' 'sleep 12; exit 1' 5 --settle 20
}

case_ends_by_itself_without_an_error() {
  broken 'while :; do sleep 0.2; done' 'sleep 2; exit 0' 5 --settle 5
}

case_a_unit_that_podman_refuses() {
  broken '^Image=.*' 'Imagee=x' 4
  says "e2e-web.container:"
}

case_a_secret_that_does_not_exist() {
  broken '^Network=' 'Secret=e2e-app-no-such-secret\nNetwork=' 4
  says "podman secret create e2e-app-no-such-secret -"
}

case_a_first_installation_that_fails_leaves_nothing() {
  web "$folder/e2e-app" "$one" one
  local before
  before=$(tree | grep -v /locks)
  sed -i 's|while :; do sleep 0.2; done|exit 3|' "$folder/e2e-app/e2e-web.container"
  run 5 "$leger" install -y --settle 2 "$folder/e2e-app"
  same "$(grep -c "^$units" <<<"$before")" "$(tree | grep -v /locks | grep -c "^$units")" "the number of units"
  run 0 podman ps -a --format '{{.Names}}'
  ! grep -q e2e "$work/out" || fail "a container is left"
  run 0 podman network ls --format '{{.Name}}'
  ! grep -q e2e "$work/out" || fail "a network is left"
}

case_two_at_once() {
  web "$folder/e2e-app" "$one" one
  web "$folder/e2e-app2" "$two" two
  "$leger" install -y --settle 4 "$folder/e2e-app" >"$work/first" 2>&1 </dev/null &
  sleep 1
  run 7 "$leger" install -y --lock-timeout 1 "$folder/e2e-app2"
  says "leger install"
  wait
  answers "$one" one
}

case_changed_by_hand() {
  web "$folder/e2e-app" "$one" one
  run 0 "$leger" install -y --settle 1 "$folder/e2e-app"
  echo '# by hand' >>"$units/e2e-app/e2e-gate.container"
  run 0 "$leger" status e2e-app
  says "e2e-gate.container was changed by hand"
  web "$folder/e2e-app" "$one" two
  run 4 "$leger" update e2e-app --unattended
  grep -q 'by hand' "$units/e2e-app/e2e-gate.container" || fail "the change is gone"
  run 0 "$leger" update e2e-app -y --settle 1
  answers "$one" two
}

case_killed_at_any_time() {
  web "$folder/e2e-app" "$one" one
  run 0 "$leger" install -y --settle 1 "$folder/e2e-app"
  local delay number=0 text
  for delay in 0.05 0.2 0.35 0.5 0.65 0.8 0.95 1.1 1.3 1.5 1.7 2; do
    number=$((number + 1))
    echo "text $number" >"$folder/e2e-app/www/index.html"
    "$leger" update e2e-app -y --settle 1 >"$work/killed" 2>&1 </dev/null &
    sleep "$delay"
    kill -9 $! 2>/dev/null
    wait $! 2>/dev/null
    run 0 "$leger" recover
    text=$(cat "$units/e2e-app/www/index.html")
    answers "$one" "$text"
    active e2e-web.service
    active e2e-gate.service
    [ -z "$(find "$(dirname "$units")" -name '.leger*' | head -1)" ] || fail "files are left beside the units"
  done
}

case_interrupted() {
  web "$folder/e2e-app" "$one" one
  run 0 "$leger" install -y --settle 1 "$folder/e2e-app"
  echo two >"$folder/e2e-app/www/index.html"
  # A shell lets its background jobs ignore SIGINT, and then leger does, too.
  "$leger" update e2e-app -y --settle 20 >"$work/out" 2>&1 </dev/null &
  sleep 3
  kill -TERM $!
  wait $!
  says "rolling back: interrupted"
  answers "$one" one
  active e2e-gate.service
}
