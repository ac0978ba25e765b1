// What Debian's libstdc++ and libgcc want of their C library, and musl has not: they look for it in a library of this name.
#define _GNU_SOURCE
#include <link.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/random.h>
#include <time.h>

char __libc_single_threaded = 0;

uint32_t arc4random(void) {
  uint32_t number;
  getrandom(&number, sizeof number, 0);
  return number;
}

size_t __strftime_l(char *to, size_t size, const char *format, const struct tm *time, locale_t locale) {
  return strftime_l(to, size, format, time, locale);
}

unsigned long __isoc23_strtoul(const char *text, char **end, int base) { return strtoul(text, end, base); }

// Nothing here has numbers of 128 bits, nor a destructor of a thread's own that could not be left to the end of the process.
int strfromf128(char *to, size_t size, const char *format, long double number) { return -1; }
long double strtof128(const char *text, char **end) { return 0; }
int __cxa_thread_atexit_impl(void (*destructor)(void *), void *object, void *library) { return 0; }
int __cpu_indicator_init(void) { return 0; }
struct { unsigned vendor, type, subtype, features[1]; } __cpu_model;

// Where the tables are by which an exception finds its way, for the library that has `pc`.
struct found { unsigned long long flags; void *start, *end; struct link_map *map; void *frames; unsigned long long more[7]; };
struct wanted { uintptr_t pc; struct found *found; };

static int look(struct dl_phdr_info *library, size_t size, void *data) {
  struct wanted *wanted = data;
  uintptr_t low = UINTPTR_MAX, high = 0;
  void *frames = NULL;
  int inside = 0;
  for (int i = 0; i < library->dlpi_phnum; i++) {
    const ElfW(Phdr) *part = library->dlpi_phdr + i;
    uintptr_t start = library->dlpi_addr + part->p_vaddr, end = start + part->p_memsz;
    if (part->p_type == PT_GNU_EH_FRAME) frames = (void *)start;
    if (part->p_type != PT_LOAD) continue;
    if (start < low) low = start;
    if (end > high) high = end;
    if (wanted->pc >= start && wanted->pc < end) inside = 1;
  }
  if (!inside || frames == NULL) return 0;
  *wanted->found = (struct found){.start = (void *)low, .end = (void *)high, .frames = frames};
  return 1;
}

int _dl_find_object(void *pc, struct found *found) {
  struct wanted wanted = {(uintptr_t)pc, found};
  return dl_iterate_phdr(look, &wanted) ? 0 : -1;
}
