// QuadletAnalysis turns documents into meaning: what Podman makes of a project's units, and what is wrong with them.
//
// Its rooms, from the ground up; each may use those above it in this list:
//
//   Go/          how Go reads paths, numbers and CSV, so the conversion can agree with Podman
//   Values/      the parsers of single values: images, ports, volumes, time spans, …
//   Directives/  the tables of keys, one per section, and what differs between Podman releases
//   Model/       units merged with their drop-ins, names, the project, the target release
//   Generator/   the conversion of each kind of unit, and the service that it emits
//   Graph/, Conflicts/, Changes/, Overview/, Settings/
//   Rules/       by topic: the rules, with their messages and checks
//   Format/      the layout of unit files
//
// What it promises:
//
// - It is pure: bytes in, values out. It imports only the standard library and QuadletSyntax, and starts no threads; it
//   offers functions over slices, and the caller decides what runs in parallel.
// - Where it says what a unit means, it agrees with Podman's own generator, word for word. Rules, graph, conflicts and
//   changes all build on that one conversion.
// - Output is the same for the same input: the order of a Set or Dictionary never reaches it.
// - Facts are tables, each written once, with their sources: directives, rules, differences between Podman releases.
// - What must be looked up (whether a device exists, what a file contains) it asks `HostFacts`.
//
// What it does not know: the command line, output formats, the file system, processes, Git, containers that run.
