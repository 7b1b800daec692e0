import Foundation
import Glibc

/// A Git repository that could come from a stranger.
enum HostileRepository: String, CaseIterable {
  case plain
  /// Objects are missing, and where they could be fetched from is a command.
  case partialClone
  /// Its own configuration names commands for everything.
  case hostileConfiguration
  case oddNames
  case links
  case submodule
  case deep
  case manyLinks
  case damaged
  /// `.git` is a file that leads elsewhere.
  case gitFile

  /// Makes it in a folder, with two commits, `one` and `two`, and an edit on top.
  func make(at place: [UInt8], root: [UInt8]) {
    let script = Self.begin + scriptBefore + Self.commits + scriptAfter
    var child: pid_t = 0
    let words = [bytes("/bin/sh"), bytes("-c"), bytes(script), bytes("sh"), place, root]
    let variables = [
      "PATH=/usr/bin:/bin", "GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL=/dev/null", "LC_ALL=C.UTF-8",
      "HOME=/nonexistent",
      "GIT_AUTHOR_NAME=t", "GIT_AUTHOR_EMAIL=t@t", "GIT_COMMITTER_NAME=t", "GIT_COMMITTER_EMAIL=t@t",
      "GIT_AUTHOR_DATE=2026-01-01T00:00:00Z", "GIT_COMMITTER_DATE=2026-01-01T00:00:00Z",
    ]
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for descriptor in 0..<Int32(3) { posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_RDWR, 0) }
    var arguments = words.map { strdup(cPath($0)) } + [nil]
    var environment = variables.map { strdup($0) } + [nil]
    defer { for pointer in arguments + environment { free(pointer) } }
    guard posix_spawn(&child, "/bin/sh", &actions, nil, &arguments, &environment) == 0 else { return }
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0, errno == EINTR {}
  }

  private static let begin = """
    mkdir -p "$1" && cd "$1" || exit 1
    trap='touch "$2"/outside/pwned'
    trap="touch $2/outside/pwned"
    git init -q -b main . && mkdir -p units shared
    printf '[Container]\\nImage=localhost/app:1\\nEnvironmentFile=./app.env\\n' > units/web.container
    printf 'A=1\\n' > units/app.env
    printf '[Volume]\\nVolumeName=x\\n' > shared/data.volume

    """

  private static let commits = """
    git add -A && git commit -q -m one && git tag one
    printf 'Memory=1g\\n' >> units/web.container
    printf '[Pod]\\nPodName=p\\n' > units/new.pod
    git add -A && git commit -q -m two && git tag two
    printf 'User=1\\n' >> units/web.container

    """

  private var scriptBefore: String {
    switch self {
    case .oddNames:
      """
      for n in "$(printf 'a\\nb')" "$(printf '\\033[2J')" "$(printf '\\377\\376')" "$(printf '\\302\\205')" '-x' ' a' 'a	b' 'a"b' 'a\\b' '--rev'; do
        cp units/web.container "units/$n.container"; mkdir -p "units/$n.d"; cp shared/data.volume "units/$n.d/"
      done

      """
    case .links:
      """
      ln -s ../shared units/linked; ln -s /etc units/etc; ln -s ../../outside units/out; ln -s loop units/loop
      ln -s ../../outside/secret.container units/secret.container; ln -s web.container units/copy.container
      ln -s units u; ln -s "$(printf '\\033[2J')" units/odd.container

      """
    case .submodule:
      """
      git init -q shared/inner && (cd shared/inner && printf '[Volume]\\n' > a.volume && git add -A && git commit -q -m i)
      git update-index --add --cacheinfo 160000,$(git -C shared/inner rev-parse HEAD),units/inner
      printf '[submodule "x"]\\n\\tpath = units/inner\\n\\turl = ext::sh -c %s\\n\\tupdate = !%s\\n' "touch" "$trap" > .gitmodules

      """
    case .deep:
      """
      d=units; i=0; while [ $i -lt 300 ]; do d=$d/d; i=$((i+1)); done; mkdir -p $d && cp shared/data.volume $d/

      """
    case .manyLinks:
      """
      i=0; while [ $i -lt 60 ]; do ln -s ../shared/data.volume units/l$i.volume; i=$((i+1)); done

      """
    default: ""
    }
  }

  private var scriptAfter: String {
    switch self {
    case .partialClone:
      """
      git repack -q -a -d 2>/dev/null; rm -f .git/objects/pack/*.pack .git/objects/pack/*.idx.keep
      git config core.repositoryformatversion 1; git config extensions.partialClone origin
      git config remote.origin.url "ext::sh -c $(echo "$trap" | sed 's/ /% /g')"
      git config remote.origin.promisor true; git config remote.origin.partialclonefilter blob:none
      git config protocol.ext.allow always; git config protocol.allow always

      """
      .replacing(
        "git repack -q -a -d 2>/dev/null; rm -f .git/objects/pack/*.pack .git/objects/pack/*.idx.keep",
        with: Self.dropBlob
      )
    case .hostileConfiguration:
      """
      for k in core.fsmonitor core.pager core.editor core.sshCommand core.askPass diff.external gpg.program credential.helper \\
        uploadpack.packObjectsHook core.gitProxy sequence.editor; do git config "$k" "$trap"; done
      git config core.hooksPath "$2/outside"; git config filter.x.smudge "$trap"; git config filter.x.clean "$trap"
      git config filter.x.required true; git config diff.x.command "$trap"; git config diff.x.textconv "$trap"
      git config alias.diff "!$trap"; git config alias.cat-file "!$trap"; git config pager.diff "$trap"; git config protocol.ext.allow always
      git config core.worktree /; git config include.path /dev/zero 2>/dev/null
      printf '* filter=x diff=x\\n' > .git/info/attributes; printf '* filter=x diff=x\\n' > .gitattributes

      """
    case .damaged:
      """
      \(Self.dropBlob)
      printf 'garbage' > .git/index

      """
    case .gitFile: "mv .git ../gitdir && printf 'gitdir: ../gitdir\\n' > .git\n"
    default: ""
    }
  }

  private static let dropBlob = """
    b=$(git rev-parse one:units/app.env); rm -f .git/objects/$(echo $b | cut -c1-2)/$(echo $b | cut -c3-)
    b=$(git rev-parse two:units/web.container); rm -f .git/objects/$(echo $b | cut -c1-2)/$(echo $b | cut -c3-)
    """
}
