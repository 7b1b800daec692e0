/// Comments that allow what leger would report.
extension Rule {
  static let unusedSuppression = Rule(
    "unused-suppression",
    .warning,
    "A comment allows something that is not reported there.",
    why: """
      It has done its work, or never did any, and would hide the next mistake of that kind. It is told only when the \
      rules that it names were run. A comment that is needed for some Podman versions only can allow this rule as well.
      """,
    bad: "[Container]\n# leger: allow ↓inline-comment\nImage=quay.io/podman/hello:v1\n",
    good:
      "[Container]\nImage=quay.io/podman/hello:v1\n# leger: allow inline-comment -- it is to print both\nExec=echo one # two\n",
    isFixable: true,
    fixSafety: .depends
  )

  static let unknownRule = Rule(
    "unknown-rule",
    .warning,
    "A comment allows a rule that does not exist.",
    why: """
      It allows nothing. Rules have the names that findings show in brackets, and `leger explain` lists them. What \
      follows ` -- ` is a reason, and may be any text.
      """,
    bad: "[Container]\n# leger: allow ↓boolean-mistakes\nReadOnly=maybe\nImage=quay.io/podman/hello:v1\n",
    good: "[Container]\n# leger: allow boolean-mistake\nReadOnly=maybe\nImage=quay.io/podman/hello:v1\n",
    isFixable: true
  )

  static let suppressions = [unusedSuppression, unknownRule]
}
