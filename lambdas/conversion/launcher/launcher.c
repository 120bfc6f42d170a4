/*
 * Becomes another program, one that reads a stranger's file, within limits that the kernel keeps.
 *
 *   launcher [--data BYTES] [--file BYTES] [--files N] [--cpu SECONDS] [--core N] -- PROGRAM [ARGUMENT...]
 *   launcher --check
 *
 * --data, --file and --files limit the memory it may write to, a file that it writes, and how many it may have open. --cpu is the
 * time after which it gets SIGXCPU. --core puts it on one core, where it interrupts nobody. Above that it always has no
 * environment, no descriptors from 5 on, none of root's powers over other processes, and no system calls that it does not need. Where
 * the kernel has Landlock, it can neither look into nor signal any process that it did not start.
 *
 * --check is for a launcher that another one has become. It prints a line for each thing that does not hold here: `seccomp`,
 * `landlock`, `parent` (it can read the environment of who started it), `others` (that of another process).
 *
 * It is the program that it becomes, so the process number stays. Exit code 126 or 127 with a sentence if it cannot.
 */
#define _GNU_SOURCE

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "confine.h"

/* Standard streams, and the two on which the engine's programs report. */
#define DESCRIPTORS 5

extern char **environ;

static _Noreturn void
fail(int code, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    fputs("launcher: ", stderr);
    vfprintf(stderr, format, list);
    va_end(list);
    fputc('\n', stderr);
    exit(code);
}

static rlim_t
number(const char *name, const char *text)
{
    char *end;
    errno = 0;
    const unsigned long long value = strtoull(text, &end, 10);
    if (errno != 0 || end == text || *end != '\0' || *text == '-') fail(126, "%s is %s, which is not a number.", name, text);
    return value;
}

/* A limit that is lower already stays. A soft one the program may raise again, as ffmpeg does with its time. */
static void
limit(int resource, const char *name, rlim_t most, int is_soft)
{
    struct rlimit now;
    if (getrlimit(resource, &now) != 0) fail(126, "The limit %s cannot be read: %s.", name, strerror(errno));
    if (now.rlim_max < most) most = now.rlim_max;
    now.rlim_cur = most;
    if (!is_soft) now.rlim_max = most;
    if (setrlimit(resource, &now) != 0) fail(126, "The limit %s cannot be set: %s.", name, strerror(errno));
}

/* Handles the options, and returns where the program is among the words. */
static int
read_options(int count, char **words)
{
    int i;
    for (i = 1; i + 1 < count && strcmp(words[i], "--") != 0; i += 2) {
        const char *name = words[i];
        const rlim_t value = number(name, words[i + 1]);
        if (!strcmp(name, "--data")) limit(RLIMIT_DATA, name, value, 0);
        else if (!strcmp(name, "--file")) limit(RLIMIT_FSIZE, name, value, 0);
        else if (!strcmp(name, "--files")) limit(RLIMIT_NOFILE, name, value, 0);
        else if (!strcmp(name, "--cpu")) limit(RLIMIT_CPU, name, value, 1);
        else if (!strcmp(name, "--core")) place(value);
        else fail(126, "There is no option %s.", name);
    }
    if (i + 1 >= count) fail(126, "It takes options, --, and a program.");
    return i + 1;
}

int
main(int count, char **words)
{
    char *nothing[] = { NULL };
    environ = nothing;
    if (count == 2 && !strcmp(words[1], "--check")) return check();

    char **program = words + read_options(count, words);
    limit(RLIMIT_CORE, "core", 0, 0);
    close_from(DESCRIPTORS);
    confine();
    execvp(program[0], program);
    fail(errno == ENOENT ? 127 : 126, "%s cannot be started: %s.", program[0], strerror(errno));
}
