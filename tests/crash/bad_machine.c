/* A machine that is not well: loaded before the C library (LD_PRELOAD), it makes the calls of one program fail as a
 * full, read-only, broken or slow disk does, and lets its clock be wrong. Only files below one folder are concerned.
 *
 * BAD_MACHINE_FOLDER is that folder, BAD_MACHINE_ORDERS a file of five 64-bit numbers, mapped into memory, so that an
 * order given from outside (tests/crash/machine.py) is obeyed by the very next call:
 *   0  the milliseconds that every write and sync takes
 *   1  1: nothing is written any more, for want of room; 2: no file grows, what has its place on the disk may be altered
 *   2  1: nothing may be written   3  1: a sync fails   4  the seconds by which the clock is wrong
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum { SLOW_MS, FULL, READ_ONLY, SYNC_FAILS, CLOCK_S, ORDERS };
enum { HAS_ROOM, NO_ROOM, NO_GROWTH };

static volatile int64_t *orders;
static const char *folder;

#define REAL(name) ((__typeof__(&name))real(#name))
static void *real(const char *name) { return dlsym(RTLD_NEXT, name); }

__attribute__((constructor)) static void begin(void) {
  const char *path = getenv("BAD_MACHINE_ORDERS");
  folder = getenv("BAD_MACHINE_FOLDER");
  int fd = path && folder ? (int)syscall(SYS_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC) : -1;
  if (fd < 0) return;
  void *map = mmap(NULL, ORDERS * sizeof(int64_t), PROT_READ, MAP_SHARED, fd, 0);
  if (map != MAP_FAILED) orders = map;
  syscall(SYS_close, fd);
}

static int64_t order(int which) { return orders ? orders[which] : 0; }

static int disk_is_bad(void) { return order(SLOW_MS) || order(FULL) || order(READ_ONLY) || order(SYNC_FAILS); }

static int is_below(const char *path) {
  size_t length = strlen(folder);
  return !strncmp(path, folder, length) && (path[length] == '/' || !path[length]);
}

static int is_ours(int fd) {
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < 0) return 0;
  path[length] = 0;
  return is_below(path);
}

static void dawdle(void) {
  int64_t ms = order(SLOW_MS);
  struct timespec pause = {ms / 1000, ms % 1000 * 1000000};
  if (ms) nanosleep(&pause, NULL);
}

/* Whether what is written at `at` (-1: where the file stands) makes the file longer. */
static int grows(int fd, size_t size, off_t at) {
  struct stat now;
  if (at < 0) at = lseek(fd, 0, SEEK_CUR);
  return at < 0 || fstat(fd, &now) || at + (off_t)size > now.st_size;
}

/* How many of `size` bytes may be written; -1 with errno. The last room of a disk is given away in ever smaller parts,
 * so that what is being written is torn. */
static ssize_t room_for(int fd, size_t size, off_t at) {
  if (!disk_is_bad() || !is_ours(fd)) return (ssize_t)size;
  dawdle();
  if (order(READ_ONLY)) return errno = EROFS, -1;
  if (order(FULL) == NO_GROWTH && !grows(fd, size, at)) return (ssize_t)size;
  if (order(FULL)) return size > 1 ? (ssize_t)(size / 2) : (errno = ENOSPC, -1);
  return (ssize_t)size;
}

ssize_t write(int fd, const void *bytes, size_t size) {
  ssize_t room = room_for(fd, size, -1);
  return room < 0 ? -1 : REAL(write)(fd, bytes, (size_t)room);
}
ssize_t pwrite(int fd, const void *bytes, size_t size, off_t at) {
  ssize_t room = room_for(fd, size, at);
  return room < 0 ? -1 : REAL(pwrite)(fd, bytes, (size_t)room, at);
}
ssize_t pwrite64(int fd, const void *bytes, size_t size, off64_t at) {
  ssize_t room = room_for(fd, size, at);
  return room < 0 ? -1 : REAL(pwrite64)(fd, bytes, (size_t)room, at);
}
ssize_t writev(int fd, const struct iovec *parts, int count) {
  if (room_for(fd, 1, -1) < 0) return -1;
  return REAL(writev)(fd, parts, count);
}
ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t at) {
  if (room_for(fd, 1, at) < 0) return -1;
  return REAL(pwritev)(fd, parts, count, at);
}

static int may_sync(int fd) {
  if (!disk_is_bad() || !is_ours(fd)) return 1;
  dawdle();
  return !order(SYNC_FAILS) || (errno = EIO, 0);
}
int fsync(int fd) { return may_sync(fd) ? REAL(fsync)(fd) : -1; }
int fdatasync(int fd) { return may_sync(fd) ? REAL(fdatasync)(fd) : -1; }

static int may_grow(int fd, off_t size) {
  struct stat now;
  if (!disk_is_bad() || !is_ours(fd)) return 1;
  if (order(READ_ONLY)) return errno = EROFS, 0;
  return !order(FULL) || (!fstat(fd, &now) && size <= now.st_size) || (errno = ENOSPC, 0);
}
int ftruncate(int fd, off_t size) { return may_grow(fd, size) ? REAL(ftruncate)(fd, size) : -1; }
int ftruncate64(int fd, off64_t size) { return may_grow(fd, size) ? REAL(ftruncate64)(fd, size) : -1; }
int fallocate(int fd, int mode, off_t at, off_t size) {
  return may_grow(fd, at + size) ? REAL(fallocate)(fd, mode, at, size) : -1;
}
int posix_fallocate(int fd, off_t at, off_t size) {
  return may_grow(fd, at + size) ? REAL(posix_fallocate)(fd, at, size) : errno;
}
int posix_fallocate64(int fd, off64_t at, off64_t size) {
  return may_grow(fd, at + size) ? REAL(posix_fallocate64)(fd, at, size) : errno;
}

/* A file may be opened, unless that would make or alter it. */
static int may_open(const char *path, int flags) {
  if (!disk_is_bad() || !is_below(path)) return 1;
  if (order(READ_ONLY) && flags & (O_WRONLY | O_RDWR | O_CREAT | O_TRUNC)) return errno = EROFS, 0;
  return !order(FULL) || !(flags & O_CREAT) || !syscall(SYS_faccessat, AT_FDCWD, path, F_OK) || (errno = ENOSPC, 0);
}

#define MODE_OF(flags)                     \
  mode_t mode = 0;                         \
  if (flags & (O_CREAT | __O_TMPFILE)) {   \
    va_list more;                          \
    va_start(more, flags);                 \
    mode = (mode_t)va_arg(more, unsigned); \
    va_end(more);                          \
  }
int open(const char *path, int flags, ...) {
  MODE_OF(flags)
  return may_open(path, flags) ? REAL(open)(path, flags, mode) : -1;
}
int open64(const char *path, int flags, ...) {
  MODE_OF(flags)
  return may_open(path, flags) ? REAL(open64)(path, flags, mode) : -1;
}
int openat(int at, const char *path, int flags, ...) {
  MODE_OF(flags)
  return may_open(path, flags) ? REAL(openat)(at, path, flags, mode) : -1;
}
int openat64(int at, const char *path, int flags, ...) {
  MODE_OF(flags)
  return may_open(path, flags) ? REAL(openat64)(at, path, flags, mode) : -1;
}

/* Names of files: a full disk has no room for new ones, a read-only one changes none. */
static int may_name(const char *path, int is_new) {
  if (!disk_is_bad() || !is_below(path)) return 1;
  if (order(READ_ONLY)) return errno = EROFS, 0;
  return !is_new || !order(FULL) || (errno = ENOSPC, 0);
}
int mkdir(const char *path, mode_t mode) { return may_name(path, 1) ? REAL(mkdir)(path, mode) : -1; }
int rename(const char *from, const char *to) { return may_name(to, 0) ? REAL(rename)(from, to) : -1; }
int unlink(const char *path) { return may_name(path, 0) ? REAL(unlink)(path) : -1; }

int clock_gettime(clockid_t which, struct timespec *at) {
  int answer = (int)syscall(SYS_clock_gettime, which, at);
  if (!answer && (which == CLOCK_REALTIME || which == CLOCK_REALTIME_COARSE)) at->tv_sec += order(CLOCK_S);
  return answer;
}
int gettimeofday(struct timeval *restrict at, void *restrict zone) {
  (void)zone;
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  at->tv_sec = now.tv_sec;
  at->tv_usec = now.tv_nsec / 1000;
  return 0;
}
time_t time(time_t *into) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  if (into) *into = now.tv_sec;
  return now.tv_sec;
}
