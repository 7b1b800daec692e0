// Runs a command, discards its output and prints: nanoseconds from start to exit, microseconds of processor time, peak
// memory in KiB, exit status. A separate program, because Linux counts the memory of the parent process, too.
#define _GNU_SOURCE
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

static long long now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1000000000LL + time.tv_nsec;
}

static long long microseconds(struct timeval time) { return time.tv_sec * 1000000LL + time.tv_usec; }

// stopwatch SECONDS COMMAND…: after that much processor time, the command is stopped and its status is 124.
int main(int count, char **arguments) {
  if (count < 3) return 2;
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&files, 1, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addopen(&files, 2, "/dev/null", O_WRONLY, 0);
  struct rlimit limit = {(rlim_t)atoi(arguments[1]), (rlim_t)atoi(arguments[1])};
  setrlimit(RLIMIT_CPU, &limit);
  pid_t process;
  long long start = now();
  if (posix_spawn(&process, arguments[2], &files, NULL, arguments + 2, environ) != 0) return 3;
  int status;
  struct rusage usage;
  if (wait4(process, &status, 0, &usage) < 0) return 3;
  long long end = now();
  printf("%lld %lld %ld %d\n", end - start, microseconds(usage.ru_utime) + microseconds(usage.ru_stime),
         usage.ru_maxrss, WIFEXITED(status) ? WEXITSTATUS(status) : 124);
  return 0;
}
