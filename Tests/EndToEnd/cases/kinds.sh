# shellcheck shell=bash
# Templates, Kubernetes YAML, and services of one deployment that need those of another.

loop="sh -c 'trap \"exit 0\" TERM; while :; do sleep 0.2; done'"

case_instances_of_a_template() {
  mkdir -p "$folder/e2e-t"
  cat >"$folder/e2e-t/e2e-t@.container" <<END
[Container]
Image=$image
ContainerName=e2e-t-%i
Environment=A=1
Exec=$loop

[Install]
WantedBy=default.target
DefaultInstance=one
END
  run 0 "$leger" install -y --settle 1 "$folder/e2e-t"
  run 0 "$leger" start e2e-t@two --settle 1
  active e2e-t@two.service
  run 0 "$leger" status e2e-t
  says e2e-t@two.service
  local two
  two=$(shown InvocationID e2e-t@two.service)
  sed -i 's/A=1/A=2/' "$folder/e2e-t/e2e-t@.container"
  run 0 "$leger" update e2e-t -y --settle 1
  active e2e-t@two.service
  differs "$two" "$(shown InvocationID e2e-t@two.service)" "the run of e2e-t@two.service"
  run 0 podman exec e2e-t-two env
  says "A=2"
  sed -i 's/^Image=.*/Image=no.such.host.invalid\/x:1/' "$folder/e2e-t/e2e-t@.container"
  run 5 "$leger" update e2e-t -y --settle 1
  active e2e-t@two.service
  run 0 "$leger" remove e2e-t -y
  run 1 podman container exists e2e-t-two
}

case_kubernetes_yaml() {
  mkdir -p "$folder/e2e-kube"
  printf '[Kube]\nYaml=e2e-kube.yaml\n\n[Install]\nWantedBy=default.target\n' >"$folder/e2e-kube/e2e-kube.kube"
  cat >"$folder/e2e-kube/e2e-kube.yaml" <<END
apiVersion: v1
kind: Pod
metadata:
  name: e2e-kube
spec:
  containers:
    - name: web
      image: $image
      command: ["sh", "-c", "trap 'exit 0' TERM; while :; do sleep 0.2; done"]
      env: [{name: A, value: "1"}]
END
  run 0 "$leger" install -y --settle 1 "$folder/e2e-kube"
  active e2e-kube.service
  run 0 podman exec e2e-kube-web env
  says "A=1"
  sed -i 's/value: "1"/value: "2"/' "$folder/e2e-kube/e2e-kube.yaml"
  run 0 "$leger" update e2e-kube -y --settle 1
  run 0 podman exec e2e-kube-web env
  says "A=2"
  sed -i "s/while :; do sleep 0.2; done/exit 3/" "$folder/e2e-kube/e2e-kube.yaml"
  run 5 "$leger" update e2e-kube -y --settle 3
  active e2e-kube.service
  run 0 podman exec e2e-kube-web env
  says "A=2"
  run 0 "$leger" remove e2e-kube -y
  run 1 podman pod exists e2e-kube
}

case_a_service_of_another_deployment_needs_it() {
  mkdir -p "$folder/e2e-db" "$folder/e2e-app"
  printf '[Container]\nImage=%s\nExec=%s\nEnvironment=A=1\n[Install]\nWantedBy=default.target\n' "$image" "$loop" \
    >"$folder/e2e-db/e2e-db.container"
  printf '[Unit]\nRequires=e2e-db.service\nAfter=e2e-db.service\n[Container]\nImage=%s\nExec=%s\n' "$image" "$loop" \
    >"$folder/e2e-app/e2e-app.container"
  printf '[Install]\nWantedBy=default.target\n' >>"$folder/e2e-app/e2e-app.container"
  printf 'requires: [e2e-db]\n' >"$folder/e2e-app/.leger.yaml"
  run 4 "$leger" install -y --settle 1 "$folder/e2e-app"
  says e2e-db
  run 0 "$leger" install -y --settle 1 "$folder/e2e-db"
  run 0 "$leger" install -y --settle 1 "$folder/e2e-app"
  sed -i 's/A=1/A=2/' "$folder/e2e-db/e2e-db.container"
  run 0 "$leger" update e2e-db -y --settle 1
  active e2e-db.service
  active e2e-app.service
  sed -i 's/while :; do sleep 0.2; done/exit 3/' "$folder/e2e-db/e2e-db.container"
  run 5 "$leger" update e2e-db -y --settle 1
  active e2e-db.service
  active e2e-app.service
  run 4 "$leger" remove e2e-db -y
  says "requires e2e-db"
}

# Row 3: after a change has ended, nothing of it is only in memory, and a file is on the disk before it has its name.
case_what_was_applied_survives_a_power_cut() {
  if ! command -v strace >/dev/null; then
    skipped="strace is not installed"
    return
  fi
  web "$folder/e2e-app" "$one" one
  run 0 "$leger" install -y --settle 1 "$folder/e2e-app"
  web "$folder/e2e-app" "$one" two
  sed -i 's/^Network=/Environment=X=1\nNetwork=/' "$folder/e2e-app/e2e-gate.container"
  rm -r "$folder/e2e-app/e2e.volume"
  sed -i '/e2e.volume/d' "$folder/e2e-app/e2e-web.container"
  run 0 strace -y -o "$work/trace" -e trace=write,fsync,rename,renameat,renameat2,mkdirat,unlinkat,linkat \
    "$leger" update e2e-app -y --settle 1
  awk -v units="$(dirname "$units")" -v state="$state" '
    # The folders of a call: what strace shows in angle brackets after a descriptor.
    function folders(text, found, path) {
      while (match(text, /[0-9]+<\/[^>]*>/)) {
        path = substr(text, RSTART, RLENGTH)
        sub(/^[0-9]+</, "", path); sub(/>$/, "", path); sub(/\(deleted\)$/, "", path)
        text = substr(text, RSTART + RLENGTH)
        if (index(path, units) == 1 || index(path, state) == 1) found = found SUBSEP path
      }
      return found
    }
    / = -1 / { next }
    /^write\(/ { n = split(folders($0), list, SUBSEP); for (i = 2; i <= n; i++) if (list[i] !~ /\.lock$/) data[list[i]] = NR; next }
    /^fsync\(/ { n = split(folders($0), list, SUBSEP); for (i = 2; i <= n; i++) { delete data[list[i]]; delete names[list[i]] } syncs++; next }
    /^rename/ { for (file in data) print "renamed while " file " was not synced: " $0 }
    /^(rename|mkdir|unlink|link)/ { calls++; n = split(folders($0), list, SUBSEP); for (i = 2; i <= n; i++) names[list[i]] = $0 }
    END {
      for (file in data) print "not synced: " file
      for (folder in names) print "not synced: " folder " after " names[folder]
      if (calls < 10 || syncs < 10) print "only " calls " changes and " syncs " syncs were seen"
    }' "$work/trace" >"$work/unsynced"
  [ ! -s "$work/unsynced" ] || fail "$(cat "$work/unsynced")"
}
