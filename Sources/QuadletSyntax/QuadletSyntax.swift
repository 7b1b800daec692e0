// QuadletSyntax turns the bytes of unit files into lossless documents.
//
// What it promises:
//
// - Parsing never fails and never drops a byte. The lines of a document tile its file: the first starts at 0, each
//   starts where the previous one ends, the last ends at the end. `document.bytes == input`, whatever the input.
// - A document is its bytes plus a table of 24-byte line records. `Document` and `Line` are views of them.
// - A line that Podman would reject is kept like any other, with a `LineKind` that says so; `Document.issues` lists
//   these lines.
// - Lines are joined, trimmed and classified as Podman's generator does it, which is not quite what systemd does. Where
//   the manual and the generator disagree, the generator is right. `Dialect` covers the releases that differ.
// - A joined value is a range of bytes like any other (it lies after the file's text) and maps back to the file:
//   `Document.sourceOffset(of:inLine:)`.
// - `Words` splits a value as Podman does and keeps where each word was written. `Reader` names the ways in which
//   Podman reads the assignments of a directive.
// - Key and section names are looked up while lexing, in a `NameTable` that the caller provides.
// - Edits are byte edits: `Document.applying` returns new bytes, to be parsed again.
//
// What it does not know: any key, section, unit kind or rule. What it does not touch: files, clock, environment,
// threads. It imports nothing.
