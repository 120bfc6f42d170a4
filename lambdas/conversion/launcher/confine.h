/* What launcher.c asks the kernel for, beyond limits. Only Linux has any of it; elsewhere these do nothing. */
#pragma once

/* Puts the process on one core, where it waits for its turn (SCHED_BATCH). It is for speed, so where it is refused nothing is said. */
void place(unsigned long core);

/* Closes every descriptor from the first on. */
void close_from(int first);

/* Takes everything from the process that a reader of files does not need. What the kernel does not have is left out. */
void confine(void);

/* Prints what does not hold for a confined process, which this one must be. Returns the exit code. */
int check(void);
