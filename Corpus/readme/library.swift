import QuadletAnalysis
import QuadletSyntax

let text = "[Container]\nImage=docker.io/library/nginx:1.27\nPublishPorts=8080:80\n"
let document = Document(Array(text.utf8), names: Schema.shared.names)
for line in document.lines where line.kind == .entry { print(line.nameText, "is", line.valueText) }

let project = Project(files: [("web.container", Array(text.utf8))])
for finding in project.findings() {
  print(document.position(at: finding.range.lowerBound).line, finding.message)
}
