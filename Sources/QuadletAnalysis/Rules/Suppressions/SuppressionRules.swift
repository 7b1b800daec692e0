/// Mistakes in the comments that allow findings.
extension Rule {
  static let unusedSuppression = Rule(
    "unused-suppression",
    .warning,
    "A comment allows a finding that does not occur there.",
    why: """
      The comment is no longer needed, or never was, and would hide the next mistake of that kind. It is reported only if \
      the rules that it names were run. If only some Podman versions need the comment, let it allow this rule as well.
      """,
    bad: "[Container]\n# leger: allow ↓inline-comment\nImage=quay.io/podman/hello:v1\n",
    good:
      "[Container]\nImage=quay.io/podman/hello:v1\n# leger: allow inline-comment -- echo prints both\nExec=echo one # two\n",
    isFixable: true,
    fixSafety: .depends
  )

  static let unknownRule = Rule(
    "unknown-rule",
    .warning,
    "A comment allows a rule that does not exist.",
    why: """
      The comment allows nothing. A finding shows the name of its rule in brackets, and `leger explain` lists all rules. \
      After ` -- ` comes the reason, which can be any text.
      """,
    bad: "[Container]\n# leger: allow ↓boolean-mistakes\nReadOnly=maybe\nImage=quay.io/podman/hello:v1\n",
    good: "[Container]\n# leger: allow boolean-mistake\nReadOnly=maybe\nImage=quay.io/podman/hello:v1\n",
    isFixable: true
  )

  static let suppressions = [unusedSuppression, unknownRule]
}
