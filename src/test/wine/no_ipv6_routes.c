/*
 * Preloaded into Wine 10, which gives up its whole list of network adapters where it cannot make out the system's table of IPv6 routes. The JDK
 * asks for that list when it makes its first random number. An empty table is one that Wine can read.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

typedef FILE *(*opener)(const char *, const char *);

static const char *replaced(const char *path) {
  return path && !strcmp(path, "/proc/net/ipv6_route") ? "/dev/null" : path;
}

FILE *fopen(const char *path, const char *mode) { return ((opener)dlsym(RTLD_NEXT, "fopen"))(replaced(path), mode); }

FILE *fopen64(const char *path, const char *mode) { return ((opener)dlsym(RTLD_NEXT, "fopen64"))(replaced(path), mode); }
