/* Swaps pairs of names as fast as it can, so that what was looked at is another thing when it is opened. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(int count, char **names) {
    for (;;)
        for (int i = 1; i + 1 < count; i += 2)
            syscall(SYS_renameat2, AT_FDCWD, names[i], AT_FDCWD, names[i + 1], 2 /* RENAME_EXCHANGE */);
}
