import QuadletAnalysis
import QuadletSyntax

let text = "[Container]\nImage=docker.io/library/nginx:1.27\nPublishPorts=8080:80\n"
let document = Document(Array(text.utf8), names: Schema.shared.names)
for line in document.lines where line.kind == .entry { print(line.nameText, "is", line.valueText) }

var inventory = Inventory()
let folder = inventory.addFolder([], resolvedPath: Array("/units".utf8))
inventory.addUnit(Array("web.container".utf8).span, folder: folder)
let project = Project(inventory: inventory, contents: [.document(document)], target: Target())
var linter = Linter(project)
for file in inventory.files.indices { linter.lint(file: file) }
for finding in linter.findings { print(document.position(at: finding.range.lowerBound).line, finding.message) }
