#define _GNU_SOURCE

#include <stdio.h>
#include <unistd.h>

#include "confine.h"

/* A kernel without close_range (before 5.9): no process of ours has as many open. */
#define MANY 1024

#ifdef __linux__

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include <linux/audit.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/seccomp.h>

/* Calls that older systems' headers do not name. Their numbers are the same on all machines. */
#define IO_URING_SETUP 425
#define CLOSE_RANGE 436
#define PIDFD_GETFD 438
#define PROCESS_MADVISE 440
#define LANDLOCK_CREATE 444
#define LANDLOCK_RESTRICT 446

/* As linux/landlock.h has them. */
#define LANDLOCK_VERSION 1
#define MAKE_DEVICES (1ULL << 6 | 1ULL << 11)
#define BIND_TCP 1ULL
#define SIGNALS_AND_SOCKETS 3ULL

#if defined(__x86_64__)
#define MACHINE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define MACHINE AUDIT_ARCH_AARCH64
#endif

void
place(unsigned long core)
{
    const struct sched_param no_priority = { 0 };
    cpu_set_t cores;
    CPU_ZERO(&cores);
    CPU_SET(core, &cores);
    if (sched_setaffinity(0, sizeof cores, &cores) == 0) sched_setscheduler(0, SCHED_BATCH, &no_priority);
}

void
close_from(int first)
{
    if (syscall(CLOSE_RANGE, first, ~0u, 0) == 0) return;
    for (int descriptor = first; descriptor < MANY; descriptor++)
        close(descriptor);
}

/*
 * Root stays root over files, so that it can read what it is given, and loses all other powers: among them the one to look
 * into processes that have more. Nobody else has any to lose.
 */
static void
drop_powers(void)
{
    const uint64_t kept = 1ULL << CAP_DAC_OVERRIDE | 1ULL << CAP_DAC_READ_SEARCH | 1ULL << CAP_FOWNER;
    struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
    struct __user_cap_data_struct sets[2];

    for (int power = 0; power < 64; power++)
        if (!(kept >> power & 1)) prctl(PR_CAPBSET_DROP, power, 0, 0, 0);
    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
    if (syscall(SYS_capget, &header, sets) != 0) return;
    sets[0].inheritable = sets[1].inheritable = 0;
    syscall(SYS_capset, &header, sets);
}

#define DENY(call) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (call), 0, 1), BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | 1)

/*
 * What reaches into other processes, and what holes in the kernel are usually reached by.
 * The flag leaves the processor's speculation alone: without it, kernels before 5.16 slow the program down.
 */
static void
deny_calls(void)
{
#ifdef MACHINE
    struct sock_filter rules[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, MACHINE, 1, 0),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | 1),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        /* The second set of numbers that x86-64 has (x32). */
        BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 0x40000000, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | 1),
        DENY(SYS_ptrace), DENY(SYS_process_vm_readv), DENY(SYS_process_vm_writev), DENY(SYS_kcmp),
        DENY(SYS_perf_event_open), DENY(SYS_bpf), DENY(SYS_userfaultfd),
        DENY(SYS_add_key), DENY(SYS_request_key), DENY(SYS_keyctl),
        DENY(SYS_unshare), DENY(SYS_setns), DENY(SYS_mount),
        DENY(IO_URING_SETUP), DENY(PIDFD_GETFD), DENY(PROCESS_MADVISE),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog filter = { sizeof rules / sizeof *rules, rules };
    syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 1 << 2 /* SPEC_ALLOW */, &filter);
#endif
}

/* 0 or less where there is none. */
static long
landlock_version(void)
{
    return syscall(LANDLOCK_CREATE, NULL, 0, LANDLOCK_VERSION);
}

/*
 * A Landlock domain: its processes can look into one another alone, whatever their user may. A domain has to forbid something
 * else as well, which is to make device files; to listen for connections, from version 4 on; and from 6 on, to signal others.
 */
static void
enter_domain(void)
{
    const long version = landlock_version();
    if (version < 1) return;
    const uint64_t rules[] = { MAKE_DEVICES, BIND_TCP, SIGNALS_AND_SOCKETS };
    const size_t known = version >= 6 ? 3 : version >= 4 ? 2 : 1;
    const long set = syscall(LANDLOCK_CREATE, rules, known * sizeof *rules, 0);
    if (set < 0) return;
    syscall(LANDLOCK_RESTRICT, set, 0);
    close(set);
}

void
confine(void)
{
    drop_powers();
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    enter_domain();
    deny_calls();
}

static int
can_read_environment(const char *process)
{
    char path[300];
    snprintf(path, sizeof path, "/proc/%s/environ", process);
    const int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return 0;
    char byte;
    const int can = read(file, &byte, 1) > 0;
    close(file);
    return can;
}

int
check(void)
{
    const pid_t parent = getppid();
    /* Nothing at all is asked for, so a process that may ask gets another error. */
    if (syscall(PROCESS_MADVISE, -1, NULL, 0, 0, 0) == 0 || errno != EPERM) puts("seccomp");
    if (landlock_version() < 1) puts("landlock");

    DIR *processes = opendir("/proc");
    if (!processes) return 0;
    int others = 0;
    for (struct dirent *entry; (entry = readdir(processes));) {
        const long number = strtol(entry->d_name, NULL, 10);
        if (number <= 0 || number == getpid() || !can_read_environment(entry->d_name)) continue;
        if (number == parent) puts("parent");
        else others = 1;
    }
    if (others) puts("others");
    return 0;
}

#else

void
place(unsigned long core)
{
    (void) core;
}

void
close_from(int first)
{
    for (int descriptor = first; descriptor < MANY; descriptor++)
        close(descriptor);
}

void
confine(void)
{
}

int
check(void)
{
    puts("seccomp\nlandlock\nparent\nothers");
    return 0;
}

#endif
