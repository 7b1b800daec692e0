/* The C libraries that leger calls. Linked statically in a release (-static-executable). */
#ifndef CSYSTEM_H
#define CSYSTEM_H

#if __has_include(<yaml.h>)
#include <yaml.h>
#else
#error "leger needs libyaml to build: sudo apt-get install libyaml-dev (Fedora: sudo dnf install libyaml-devel libyaml-static)"
#endif

#if __has_include(<openssl/evp.h>)
#include <openssl/evp.h>
#include <openssl/hmac.h>
#else
#error "leger needs libcrypto to build: sudo apt-get install libssl-dev (Fedora: sudo dnf install openssl-devel)"
#endif

#if __has_include(<zlib.h>)
#include <zlib.h>
#else
#error "leger needs zlib to build: sudo apt-get install zlib1g-dev (Fedora: sudo dnf install zlib-ng-compat-devel)"
#endif

#if __has_include(<zstd.h>)
#include <zstd.h>
#else
#error "leger needs libzstd to build: sudo apt-get install libzstd-dev (Fedora: sudo dnf install libzstd-devel)"
#endif

#if __has_include(<archive.h>)
#include <archive.h>
#include <archive_entry.h>
#else
#error "leger needs libarchive to build: sudo apt-get install libarchive-dev (Fedora: sudo dnf install libarchive-devel)"
#endif

#if __has_include(<event2/http.h>)
#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/http.h>
#include <event2/keyvalq_struct.h>
#include <event2/listener.h>
#else
#error "leger needs libevent to build: sudo apt-get install libevent-dev (Fedora: sudo dnf install libevent-devel)"
#endif

#include <fts.h>
#include <spawn.h>
#include <sys/statvfs.h>
#include <sys/file.h>
#include <sys/syscall.h>
#include <sys/xattr.h>
#include <unistd.h>

/* Gives the calling thread its own table of open files, so the kernel need not lock it; where that is not allowed, the
   thread keeps the shared one. The header that declares unshare() needs _GNU_SOURCE, which Swift does not set. */
static inline void leger_unshare_open_files(void) { (void)syscall(SYS_unshare, 0x400 /* CLONE_FILES */); }

/* Takes an exclusive lock without waiting for it; Swift sees the structure flock, not the function. */
static inline int leger_lock_file(int file) { return flock(file, LOCK_EX | LOCK_NB); }

/* Swaps what two names stand for, each in its folder, in one step. The constant and the function need _GNU_SOURCE, too. */
static inline int leger_exchange(int folder, const char *name, int other_folder, const char *other) {
  return (int)syscall(SYS_renameat2, folder, name, other_folder, other, 2 /* RENAME_EXCHANGE */);
}

/* Writes all that waits in memory for the file system of an open file; the function needs _GNU_SOURCE. */
static inline int leger_sync_file_system(int file) { return (int)syscall(SYS_syncfs, file); }

/* Who is at the other end of a unix socket, as SO_PEERCRED tells; the structure ucred needs _GNU_SOURCE. */
struct leger_credentials {
  pid_t process;
  uid_t user;
  gid_t group;
};

/* The option of a unix socket for the groups of its other end (SO_PEERGROUPS, Linux 4.13). */
static const int leger_peer_groups = 59;

/* Keeps the memory of the process out of core dumps, and from other processes of the same user. */
void leger_forbid_dumps(void);

/* open(2) for a path that is looked at but not opened: no driver is called and no pipe gets a reader. */
static const int leger_path_only = 010000000 /* O_PATH; another value on sparc, alpha and parisc only */;

/* Catches SIGINT, SIGTERM and SIGHUP until leger_unwatch_signals(); returns a descriptor that can be read once one has come,
   or -1. Handlers are written in C, since hardly anything of Swift is safe in one. Not for two threads at once. */
int leger_watch_signals(void);
void leger_unwatch_signals(void);
/* The signal that was caught last; 0 for none. */
int leger_caught_signal(void);
/* Makes as if none had been caught. */
void leger_forget_signal(void);

/* Makes a program start in a folder; the function needs _GNU_SOURCE, and glibc 2.29. */
int leger_spawn_in(posix_spawn_file_actions_t *actions, const char *folder);

#endif
