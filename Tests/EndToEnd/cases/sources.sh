# shellcheck shell=bash
# Git repositories and a registry.

# commit REPOSITORY MESSAGE
commit() {
  git -C "$1" add -A
  git -C "$1" -c user.name=e2e -c user.email=e2e@example.org commit -qm "$2"
}

case_git_file() {
  local repository=$folder/units
  git init -q -b main "$repository"
  web "$repository/apps/e2e-app" "$one" one
  commit "$repository" one
  git -C "$repository" branch feature/two
  run 0 "$leger" install -y --settle 1 "file://$repository" --subpath apps/e2e-app
  answers "$one" one
  echo two >"$repository/apps/e2e-app/www/index.html"
  commit "$repository" two
  run 0 "$leger" stage e2e-app
  says staged
  run 0 "$leger" apply e2e-app -y --settle 1
  answers "$one" two
  run 0 "$leger" list
  says "$(git -C "$repository" rev-parse main | cut -c1-12)"
  run 0 "$leger" stage e2e-app --ref feature/two
  run 0 "$leger" apply e2e-app -y --settle 1
  answers "$one" one
  run 2 "$leger" stage e2e-app --ref nosuch
  run 2 "$leger" stage "file://$repository" --name e2e-app --subpath ../..
  run 2 "$leger" install -y "ext::sh -c touch% $folder/canary"
  run 2 "$leger" install -y -- "--upload-pack=touch $folder/canary"
  run 2 "$leger" install -y --ref "--upload-pack=touch $folder/canary" "file://$repository"
  [ ! -e "$folder/canary" ] || fail "a command of the URL was run"
}

# push REPOSITORY: a server whose objects belong to another user where it was reached by another protocol refuses now and then,
# depending on the digits of the commit.
push() {
  local attempt
  for attempt in 1 2 3 4 5; do
    if git -C "$1" push -qf origin "units-$(id -un)" 2>/dev/null; then return; fi
    git -C "$1" -c user.name=e2e -c user.email=e2e@example.org commit -q --amend -m "attempt $attempt"
  done
  fail "cannot push to $(git -C "$1" remote get-url origin)"
}

case_git_over_the_network() {
  if [ -z "${LEGER_GIT:-}" ]; then
    skipped="LEGER_GIT is not set"
    return
  fi
  local repository=$folder/units url
  # shellcheck disable=SC2086
  for url in $LEGER_GIT; do
    rm -rf "$repository"
    git clone -q "$url" "$repository" 2>/dev/null
    git -C "$repository" checkout -qB "units-$(id -un)"
    rm -rf "${repository:?}"/e2e-*
    web "$repository/e2e-app" "$one" "by ${url%%:*}"
    commit "$repository" "$url"
    push "$repository"
    run 0 "$leger" install -y --settle 1 "$url" --ref "units-$(id -un)" --subpath e2e-app
    answers "$one" "by ${url%%:*}"
    run 0 "$leger" update e2e-app
    says "nothing new"
    run 0 "$leger" remove e2e-app -y
  done
}

case_a_registry() {
  if [ -z "${LEGER_REGISTRY:-}" ]; then
    skipped="LEGER_REGISTRY is not set"
    return
  fi
  local reference=$LEGER_REGISTRY/e2e/web-$(id -un):1 old new
  podman tag "$image" "$reference" && podman push -q "$reference" >/dev/null
  old=$(podman image inspect --format '{{.Id}}' "$reference")
  web "$folder/e2e-app" "$one" one
  sed -i "s|^Image=.*|Image=$reference\nPull=newer|" "$folder/e2e-app/e2e-web.container"
  podman rmi "$reference" >/dev/null
  run 0 "$leger" install -y --settle 1 "$folder/e2e-app"
  answers "$one" one
  # The tag moves.
  printf 'FROM %s\nLABEL e2e=2\n' "$image" | podman build -q -t "$reference" - >/dev/null
  podman push -q "$reference" >/dev/null
  podman tag "$old" "$reference"
  sed -i 's/^Pull=.*/Environment=X=2/' "$folder/e2e-app/e2e-web.container"
  podman pull -q "$reference" >/dev/null
  new=$(podman image inspect --format '{{.Id}}' "$reference")
  differs "$old" "$new" "the image"
  run 0 "$leger" update e2e-app -y --settle 1
  same "$new" "$(podman inspect --format '{{.Image}}' systemd-e2e-web)" "the image of the container"
  podman image prune -f >/dev/null
  run 0 "$leger" rollback e2e-app -y --settle 1
  active e2e-web.service
}
