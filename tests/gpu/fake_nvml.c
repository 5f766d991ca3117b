/* A libnvidia-ml.so.1, and a libcuda.so.1, without a GPU behind it. FAKE_NVML says what it answers, "init=0 count=2 code1=15":
 *   init, cuda, count_code  what those calls return      version=TEXT, driver_cuda=N  what they say
 *   count=N                 GPUs; codeN is what the handle of GPU N returns (0)
 *   mig=N                   MIG is on, with N parts      mode=N, free=PERCENT, arch=MAJOR*10+MINOR
 *   cuinit=N, cucount=N     what cuInit returns, and how many GPUs CUDA sees
 *   hang=STEP, crash=STEP   at step init, count, handle or cuda
 *   open=PATH               opens that file at init, and so hangs as its disk does
 *   banner=1                prints the stub's banner to stdout
 *   descriptors=N           fails at init where more than N descriptors may be open
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

typedef struct { unsigned long long total, free, used; } memory_t;

static const char *value(const char *name) {
    static char found[256];
    const char *at = getenv("FAKE_NVML");
    size_t length = strlen(name);
    for (; at && *at; at = strchr(at, ' ') ? strchr(at, ' ') + 1 : NULL)
        if (!strncmp(at, name, length) && at[length] == '=') {
            snprintf(found, sizeof found, "%.*s", (int)strcspn(at + length + 1, " "), at + length + 1);
            return found;
        }
    return NULL;
}

static int number(const char *name, int otherwise) {
    const char *text = value(name);
    return text ? atoi(text) : otherwise;
}

static void step(const char *name) {
    const char *at = value("hang");
    if (at && !strcmp(at, name)) for (;;) pause();
    at = value("crash");
    if (at && !strcmp(at, name)) raise(SIGSEGV);
}

int nvmlInit_v2(void) {
    struct rlimit limit;
    if (number("banner", 0)) {
        puts("!!!!!!!!!!!!!!!!\nWARNING:\n\nYou should always run with the library of the driver.");
        fflush(stdout);
    }
    step("init");
    if (value("open")) close(open(value("open"), O_RDONLY));
    if (!getrlimit(RLIMIT_NOFILE, &limit) && limit.rlim_cur > (rlim_t)number("descriptors", 1 << 20)) return 999;
    return number("init", 0);
}

int nvmlShutdown(void) { return 0; }

int nvmlSystemGetDriverVersion(char *text, unsigned size) {
    snprintf(text, size, "%s", value("version") ? value("version") : "580.65.06");
    return 0;
}

int nvmlSystemGetCudaDriverVersion_v2(int *version) {
    *version = number("driver_cuda", 13000);
    return number("cuda", 0);
}

int nvmlDeviceGetCount_v2(unsigned *count) {
    step("count");
    *count = number("count", 1);
    return number("count_code", 0);
}

int nvmlDeviceGetHandleByIndex_v2(unsigned index, void **handle) {
    char name[16];
    step("handle");
    snprintf(name, sizeof name, "code%u", index);
    *handle = (void *)(size_t)(index + 1);
    return number(name, 0);
}

int nvmlDeviceGetName(void *handle, char *text, unsigned size) {
    (void)handle;
    snprintf(text, size, "NVIDIA A100-SXM4-40GB");
    return 0;
}

int nvmlDeviceGetUUID(void *handle, char *text, unsigned size) {
    size_t id = (size_t)handle;
    snprintf(text, size, "%s-%08zx-ef3b-d676-4606-ba4bb3f75ba5", id > 100 ? "MIG" : "GPU", id);
    return 0;
}

int nvmlDeviceGetMinorNumber(void *handle, unsigned *minor) {
    *minor = (unsigned)(size_t)handle - 1;
    return 0;
}

int nvmlDeviceGetCudaComputeCapability(void *handle, int *major, int *minor) {
    (void)handle;
    *major = number("arch", 80) / 10;
    *minor = number("arch", 80) % 10;
    return 0;
}

int nvmlDeviceGetMemoryInfo(void *handle, memory_t *memory) {
    (void)handle;
    memory->total = 40ULL << 30;
    memory->free = memory->total / 100 * number("free", 98);
    memory->used = memory->total - memory->free;
    return 0;
}

int nvmlDeviceGetComputeMode(void *handle, unsigned *mode) {
    (void)handle;
    *mode = number("mode", 0);
    return 0;
}

int nvmlDeviceGetMigMode(void *handle, unsigned *current, unsigned *pending) {
    (void)handle;
    *current = *pending = 1;
    return value("mig") ? 0 : 3;
}

int nvmlDeviceGetMaxMigDeviceCount(void *handle, unsigned *count) {
    (void)handle;
    *count = 7;
    return 0;
}

int nvmlDeviceGetMigDeviceHandleByIndex(void *handle, unsigned index, void **part) {
    *part = (void *)(100 * (size_t)handle + index + 1);
    return (int)index < number("mig", 0) ? 0 : 6;
}

int cuInit(unsigned flags) {
    (void)flags;
    step("cuda");
    return number("cuinit", 0);
}

int cuDeviceGetCount(int *count) {
    *count = number("cucount", number("count", 1));
    return 0;
}
