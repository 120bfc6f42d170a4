/*
 * Encodes a stretch of raw samples to MP3 frames, while the file that holds them may still be growing.
 *
 *   slice-encoder --input FILE --output FILE --rate HZ --channels N (--bitrate KBPS | --vbr Q)
 *                 [--skip BYTES] --samples N [--follow SECONDS] --max-bytes N
 *
 * The input are 32-bit floats of all channels in turn, in the machine's byte order, -1 to 1. The output are frames and
 * nothing that describes them. `--follow` waits that many seconds for samples that are still to come. SIGTERM ends it in
 * good order, with all that it has read in the output.
 *
 * Descriptor 3 is told how far it is, in the words of ffmpeg's `-progress`; standard error is told at the end how many
 * samples it read, and what it took, in the words of ffmpeg's `-benchmark`. Exit code 0; or 1 with a sentence.
 *
 * One thread and no queue: an ffmpeg spends a tenth of LAME's time, and across two cores a third, on handing frames over.
 */
#define _GNU_SOURCE

#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "lame.h"

/* Samples per channel that are read at once. */
#define PIECE 4608
#define MAX_CHANNELS 2

/* As lame.h has it: of PIECE samples, and of what is flushed. */
#define MP3_BYTES (PIECE * 5 / 4 + 7200)

/* 60 dB above full scale. Far beyond it, LAME's powers are not numbers any more. */
#define LOUDEST 1000.0f

/* LAME wants samples as of 16 bits. */
#define SCALE 32768.0f

struct order {
    const char *input, *output;
    int rate, channels, bitrate, vbr;
    long long skip, samples, max_bytes;
    double patience;
};

static volatile sig_atomic_t is_enough;

static void
stop(int signal)
{
    (void) signal;
    is_enough = 1;
}

static _Noreturn void
fail(const char *format, ...)
{
    va_list list;
    va_start(list, format);
    vfprintf(stderr, format, list);
    va_end(list);
    fputc('\n', stderr);
    exit(1);
}

static double
now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec + time.tv_nsec / 1e9;
}

static long long
number(const char *name, const char *text, long long least, long long most)
{
    char *end;
    long long value;
    errno = 0;
    value = strtoll(text, &end, 10);
    if (errno != 0 || end == text || *end != '\0' || value < least || value > most)
        fail("%s is %s, which is not a number from %lld to %lld.", name, text, least, most);
    return value;
}

static struct order
read_order(int count, char **words)
{
    const long long many = 1LL << 50;
    struct order order = { .bitrate = -1, .vbr = -1 };
    int i;

    if (count % 2 == 0) fail("%s has no value.", words[count - 1]);
    for (i = 1; i < count; i += 2) {
        const char *name = words[i], *value = words[i + 1];
        if (!strcmp(name, "--input")) order.input = value;
        else if (!strcmp(name, "--output")) order.output = value;
        else if (!strcmp(name, "--rate")) order.rate = number(name, value, 8000, 48000);
        else if (!strcmp(name, "--channels")) order.channels = number(name, value, 1, MAX_CHANNELS);
        else if (!strcmp(name, "--bitrate")) order.bitrate = number(name, value, 8, 320);
        else if (!strcmp(name, "--vbr")) order.vbr = number(name, value, 0, 9);
        else if (!strcmp(name, "--skip")) order.skip = number(name, value, 0, many);
        else if (!strcmp(name, "--samples")) order.samples = number(name, value, 1, many);
        else if (!strcmp(name, "--max-bytes")) order.max_bytes = number(name, value, 1, many);
        else if (!strcmp(name, "--follow")) order.patience = number(name, value, 1, 3600);
        else fail("There is no option %s.", name);
    }
    if (!order.input || !order.output || !order.rate || !order.channels || !order.samples || !order.max_bytes ||
        (order.bitrate < 0) == (order.vbr < 0))
        fail("It takes --input, --output, --rate, --channels, --samples, --max-bytes, and --bitrate or --vbr.");
    return order;
}

static int is_inconsistent;

/* What LAME finds wrong in itself, it tells, and goes on. */
static void
note_error(const char *format, va_list list)
{
    is_inconsistent = 1;
    vfprintf(stderr, format, list);
}

/* As ffmpeg's libmp3lame.c sets it up, so that both make the same of a sound. */
static lame_global_flags *
prepare(const struct order *order)
{
    lame_global_flags *lame = lame_init();
    if (!lame) fail("There is no memory for LAME.");
    lame_set_errorf(lame, note_error);
    lame_set_num_channels(lame, order->channels);
    lame_set_mode(lame, order->channels > 1 ? JOINT_STEREO : MONO);
    lame_set_in_samplerate(lame, order->rate);
    lame_set_out_samplerate(lame, order->rate);
    if (order->vbr >= 0) {
        lame_set_VBR(lame, vbr_default);
        lame_set_VBR_quality(lame, order->vbr);
    }
    else
        lame_set_brate(lame, order->bitrate);
    /* Ours is made at the end, for all slices together. */
    lame_set_bWriteVbrTag(lame, 0);
    if (lame_init_params(lame) < 0) fail("LAME does not take these settings.");
    return lame;
}

/* A damaged or hostile source can decode to any sample, and LAME uses samples as table indexes. */
static float
sane(float sample)
{
    uint32_t bits;
    memcpy(&bits, &sample, sizeof bits);
    /* Infinite, or no number: to be told by its bits, since the compiler may take there to be none. */
    if ((bits & 0x7f800000u) == 0x7f800000u) return 0;
    return sample > LOUDEST ? LOUDEST : sample < -LOUDEST ? -LOUDEST : sample;
}

static void
tell_progress(lame_global_flags *lame, const struct order *order)
{
    const double samples = (double) lame_get_frameNum(lame) * lame_get_framesize(lame);
    char line[64];
    const int length = snprintf(line, sizeof line, "out_time_us=%.0f\n", samples / order->rate * 1e6);
    /* Nobody may be listening. */
    if (write(3, line, length) < 0) return;
}

/*
 * Until there is a piece or the rest, or there is enough. Returns bytes. Before it waits, it tells how far it is: the reader
 * decides by that whether it is enough.
 */
static size_t
read_piece(FILE *input, char *piece, size_t wanted, lame_global_flags *lame, const struct order *order)
{
    const struct timespec nap = { 0, 10 * 1000 * 1000 };
    double last = now();
    size_t has = 0;
    int is_waiting = 0;

    while (has < wanted && !is_enough) {
        const size_t got = fread(piece + has, 1, wanted - has, input);
        has += got;
        if (got > 0) last = now();
        if (has == wanted) break;
        if (ferror(input) && errno != EINTR) fail("The samples cannot be read: %s.", strerror(errno));
        if (now() - last >= order->patience) break;
        if (!is_waiting) tell_progress(lame, order);
        is_waiting = 1;
        clearerr(input);
        nanosleep(&nap, NULL);
    }
    return has;
}

struct output {
    FILE *file;
    long long bytes, most;
};

static void
put(struct output *output, const unsigned char *mp3, int bytes)
{
    if (bytes < 0) fail("LAME ended with %d.", bytes);
    if (is_inconsistent) fail("LAME made frames that contradict themselves.");
    output->bytes += bytes;
    if (output->bytes > output->most) fail("It would be more than %lld bytes.", output->most);
    if (fwrite(mp3, 1, bytes, output->file) != (size_t) bytes) fail("The frames cannot be written: %s.", strerror(errno));
}

static void
tell_cost(double started)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
#ifdef __APPLE__
    const long kilobytes = usage.ru_maxrss / 1024;
#else
    const long kilobytes = usage.ru_maxrss;
#endif
    fprintf(stderr, "bench: utime=%.3fs stime=%.3fs rtime=%.3fs\nbench: maxrss=%ldKiB\n",
            usage.ru_utime.tv_sec + usage.ru_utime.tv_usec / 1e6, usage.ru_stime.tv_sec + usage.ru_stime.tv_usec / 1e6,
            now() - started, kilobytes);
}

int
main(int count, char **words)
{
    static float piece[PIECE * MAX_CHANNELS], channels[MAX_CHANNELS][PIECE];
    static unsigned char mp3[MP3_BYTES];
    const double started = now();
    const struct order order = read_order(count, words);
    const size_t sample = order.channels * sizeof(float);
    struct sigaction action = { .sa_handler = stop };
    double told = 0;
    long long left = order.samples;

    sigaction(SIGTERM, &action, NULL);
    signal(SIGPIPE, SIG_IGN);

    FILE *input = fopen(order.input, "rb");
    if (!input || fseeko(input, order.skip, SEEK_SET) != 0) fail("%s cannot be read: %s.", order.input, strerror(errno));
    struct output output = { .file = fopen(order.output, "wb"), .most = order.max_bytes };
    if (!output.file) fail("%s cannot be written: %s.", order.output, strerror(errno));
    lame_global_flags *lame = prepare(&order);

    while (left > 0 && !is_enough) {
        const size_t wanted = left < PIECE ? left : PIECE;
        const size_t samples = read_piece(input, (char *) piece, wanted * sample, lame, &order) / sample;
        for (size_t i = 0; i < samples; i++)
            for (int channel = 0; channel < order.channels; channel++)
                channels[channel][i] = SCALE * sane(piece[i * order.channels + channel]);
        put(&output, mp3, lame_encode_buffer_float(lame, channels[0], channels[order.channels - 1], samples, mp3, sizeof mp3));
        left -= samples;
        if (samples < wanted) break;
        if (now() - told >= 0.1) {
            told = now();
            tell_progress(lame, &order);
        }
    }
    put(&output, mp3, lame_encode_flush(lame, mp3, sizeof mp3));
    if (fclose(output.file) != 0) fail("%s cannot be written: %s.", order.output, strerror(errno));
    tell_progress(lame, &order);
    lame_close(lame);
    fprintf(stderr, "samples=%lld\n", order.samples - left);
    tell_cost(started);
    return 0;
}
