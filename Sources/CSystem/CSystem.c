#define _GNU_SOURCE /* for posix_spawn_file_actions_addchdir_np */
#include "CSystem.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/resource.h>

/* The pipe that wakes a thread which waits for a program, and the signal that was caught. */
static int wake[2] = {-1, -1};
static volatile sig_atomic_t caught;
static const int watched[] = {SIGINT, SIGTERM, SIGHUP};
enum { watched_count = sizeof watched / sizeof *watched };
static struct sigaction before[watched_count];

static void note(int number) {
  int saved = errno;
  caught = number;
  ssize_t written = write(wake[1], "", 1);
  (void)written;
  errno = saved;
}

int leger_watch_signals(void) {
  if (wake[0] < 0) {
    if (pipe(wake) != 0) return -1;
    for (int end = 0; end < 2; end++) {
      fcntl(wake[end], F_SETFD, FD_CLOEXEC);
      fcntl(wake[end], F_SETFL, O_NONBLOCK);
    }
  }
  for (size_t index = 0; index < watched_count; index++) {
    struct sigaction action = {.sa_handler = note, .sa_flags = SA_RESTART};
    sigemptyset(&action.sa_mask);
    sigaction(watched[index], NULL, &before[index]);
    /* What a parent has told leger to ignore, as nohup does, stays ignored. */
    if (before[index].sa_handler != SIG_IGN) sigaction(watched[index], &action, NULL);
  }
  return wake[0];
}

void leger_unwatch_signals(void) {
  for (size_t index = 0; index < watched_count; index++) sigaction(watched[index], &before[index], NULL);
}

int leger_caught_signal(void) { return caught; }

void leger_forget_signal(void) {
  char byte;
  caught = 0;
  while (wake[0] >= 0 && read(wake[0], &byte, 1) > 0) {
  }
}

int leger_spawn_in(posix_spawn_file_actions_t *actions, const char *folder) {
  return posix_spawn_file_actions_addchdir_np(actions, folder);
}

void leger_forbid_dumps(void) {
  struct rlimit none = {0, 0};
  setrlimit(RLIMIT_CORE, &none);
  prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}
