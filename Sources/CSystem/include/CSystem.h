/* The C libraries that leger calls. Linked statically in a release (-static-executable). */
#ifndef CSYSTEM_H
#define CSYSTEM_H

#if __has_include(<yaml.h>)
#include <yaml.h>
#else
#error "leger needs libyaml to build: sudo apt-get install libyaml-dev (Fedora: sudo dnf install libyaml-devel libyaml-static)"
#endif

#include <sys/syscall.h>
#include <unistd.h>

/* Gives the calling thread a table of open files of its own, so that the kernel need not lock it; when that is not allowed
   the thread goes on with the common one. The header that declares unshare() wants _GNU_SOURCE, which Swift does not set. */
static inline void leger_unshare_open_files(void) { (void)syscall(SYS_unshare, 0x400 /* CLONE_FILES */); }

#endif
