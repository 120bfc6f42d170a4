/*
 * A module of Node's. Loading it hides the process: from then on nobody of the same user may read its memory or its environment
 * (/proc/PID/mem and environ), or trace it, since the kernel takes it for one that must not be dumped (man 2 PR_SET_DUMPABLE).
 * A program that it starts is not hidden. The module's one value is 0, or -1 if the kernel refused.
 *
 * It is linked with nothing: Node has the C library, and Node-API. So it declares what it calls.
 */

/* linux/prctl.h */
#define PR_SET_DUMPABLE 4

extern int prctl(int option, ...);

/* node_api.h */
extern int napi_create_int32(void *environment, int value, void **result);

__attribute__((visibility("default"))) void *
napi_register_module_v1(void *environment, void *exports)
{
    void *result = exports;
    napi_create_int32(environment, prctl(PR_SET_DUMPABLE, 0L, 0L, 0L, 0L), &result);
    return result;
}
