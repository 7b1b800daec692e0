/// A value of `--security-opt` that switches off a confinement.
struct Confinement: Sendable {
  /// The value, in lower case.
  let option: String
  /// What findings about it say.
  let message: Message

  static let all = [
    Confinement(
      option: "label=disable",
      message: Message(
        "the container runs without SELinux confinement",
        help: "if this is for a volume, add the option z or Z to the volume instead"
      )
    ),
    Confinement(
      option: "seccomp=unconfined",
      message: Message("the container runs without seccomp filtering", help: writeProfile)
    ),
    Confinement(
      option: "apparmor=unconfined",
      message: Message("the container runs without AppArmor confinement", help: writeProfile)
    ),
    Confinement(option: "unmask=all", message: Message("nothing in /proc and /sys is masked from the container")),
  ]

  private static let writeProfile = "write a profile that allows what the container needs"
}
