// QuadletSyntax turns the bytes of unit files into lossless documents.
//
// What it promises:
//
// - Parsing never fails and never drops a byte. The lines of a document tile its file: each begins where the one before
//   ends, the first at 0, the last ends at the end. `document.bytes == input`, whatever the input is.
// - A document is its bytes plus a table of 24-byte line records. `Document`, `Section` and
//   `Line` are views onto them.
// - What Podman would refuse is kept as a line like any other, of a kind that says so; `Document.issues` lists it.
// - Lines are joined, trimmed and told apart as Podman's generator does it, which is not quite what systemd does;
//   where manual and generator differ, the generator is right. `Dialect` names the releases that read differently.
// - A joined value is a stretch of bytes like any other (it lies behind the file's text), with the way back:
//   `Document.sourceOffset(of:in:)`.
// - The names of keys and sections are interned while lexing, in a `NameTable` that the caller provides.
//
// What it does not know: any key, any section, any rule. What it does not touch: files, clock, environment, threads.
// It imports nothing.
