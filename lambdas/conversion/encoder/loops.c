/*
 * The encoder's busiest loops, written so that compilers can make vector code of them: plain indices instead of pointers
 * that advance in pairs, and no branches that depend on the sound.
 *
 * Each function takes the place of LAME's function of the same name when the encoder is built (lib/conversion/encoder-source.ts);
 * it computes the same, up to the rounding of single precision. A function ends with a brace in the first column; what stands
 * in front of it, such as a table, goes with it. The names of types and tables are LAME's.
 *
 * Since they become part of LAME, these functions are under its licence: the GNU Library General Public License, version 2 or
 * later (NOTICE.md).
 */

/*
 * psymodel.c: the power that two maskers have together. Maskers close to each other in frequency and alike in power mask more
 * than their sum.
 * b: distance in partitions. delta: up to which distance maskers count as close.
 */
static inline FLOAT
vbrpsy_mask_add(FLOAT m1, FLOAT m2, int b, int delta)
{
    /* By the ratio of the two, in steps of 10^(1/16). */
    static const FLOAT gain[] = {
        1.77827559f, 1.84631026f, 1.91695101f, 1.9459413f, 1.97537403f, 1.83250369f, 1.69994659f, 1.4962427f, 1.31693986f, 1.0f
    };
    const FLOAT tenToNineSixteenths = 3.65174127f, tenToThreeHalves = 31.6227766f;
    const FLOAT first = m1 > 0 ? m1 : 0, second = m2 > 0 ? m2 : 0;
    const FLOAT louder = first > second ? first : second, softer = first > second ? second : first;

    if (b > delta || -b > delta)
        return louder + (louder < softer * tenToThreeHalves ? softer : 0);
    if (louder >= softer * tenToNineSixteenths)
        return louder + softer;
    return (louder + softer) * gain[(int) (FAST_LOG10_X(louder / softer, 16.0f))];
}

/* quantize.c: every line to the power of 3/4, their sum before that, and the largest after it. upper: the last line. */
static void
init_xrpow_core_c(gr_info * const granule, FLOAT * restrict powers, int upper, FLOAT * sum)
{
    const FLOAT *const lines = granule->xr;
    FLOAT total = 0, largest = granule->xrpow_max;
    for (int i = 0; i <= upper; i++) {
        const FLOAT size = fabsf(lines[i]);
        const FLOAT power = sqrtf(size * sqrtf(size));
        total += size;
        powers[i] = power;
        largest = power > largest ? power : largest;
    }
    *sum = total;
    granule->xrpow_max = largest;
}

/* quantize_pvt.c: the noise in `pairs` pairs of lines from *start on, which is moved behind them. */
static FLOAT
calc_noise_core_c(const gr_info * const granule, int *start, int pairs, FLOAT step)
{
    const int from = *start, n = 2 * pairs;
    const int *const quantized = granule->l3_enc + from;
    const FLOAT *const lines = granule->xr + from;
    FLOAT noise = 0;

    *start = from + n;
    if (from > granule->count1) {
        for (int i = 0; i < n; i++)
            noise += lines[i] * lines[i];
    } else if (from > granule->big_values) {
        for (int i = 0; i < n; i++) {
            const FLOAT error = fabsf(lines[i]) - (quantized[i] ? step : 0);
            noise += error * error;
        }
    } else {
        for (int i = 0; i < n; i++) {
            const FLOAT error = fabsf(lines[i]) - pow43[quantized[i]] * step;
            noise += error * error;
        }
    }
    return noise;
}

/* takehiro.c: divides `count` lines by the step and rounds them, up where the power of 4/3 makes that nearer. */
static void
quantize_lines_xrpow(unsigned int count, FLOAT istep, const FLOAT * restrict powers, int * restrict quantized)
{
    const unsigned int even = count & ~1u;
    for (unsigned int i = 0; i < even; i++) {
        const float scaled = istep * powers[i];
        quantized[i] = (int) rintf(scaled + adj43asm[(int) rintf(scaled)]);
    }
}

/* takehiro.c: the largest of the values up to `end`. */
static int
ix_max(const int *values, const int *end)
{
    const int n = (int) (end - values);
    int largest = 0;
    for (int i = 0; i < n; i++)
        largest = values[i] > largest ? values[i] : largest;
    return largest;
}

/* takehiro.c: adds the bits of the cheaper of two tables with escapes to *bits. Returns that table. */
static int
count_bit_ESC(const int *values, const int *const end, int first, const int second, unsigned int *const bits)
{
    const int pairs = (int) (end - values) / 2;
    unsigned int ofFirst = 0, ofSecond = 0, escapes = 0;
    for (int i = 0; i < pairs; i++) {
        const int x = values[2 * i], y = values[2 * i + 1];
        const uint32_t both = largetbl[16 * (x < 15 ? x : 15) + (y < 15 ? y : 15)];
        escapes += (x >= 15) + (y >= 15);
        ofFirst += both >> 16;
        ofSecond += both & 0xffff;
    }
    ofFirst += escapes * ht[first].xlen;
    ofSecond += escapes * ht[second].xlen;
    *bits += ofFirst > ofSecond ? ofSecond : ofFirst;
    return ofFirst > ofSecond ? second : first;
}

/* takehiro.c: the bits of table 1 (ISO 11172-3, table B.7), whose values are 0 and 1; a bit more for each sign. */
static int
count_bit_noESC(const int *values, const int *end, int largest, unsigned int *bits)
{
    static const int lengths[] = { 1, 4, 3, 5 };
    const int pairs = (int) (end - values) / 2;
    unsigned int sum = 0;
    (void) largest;
    for (int i = 0; i < pairs; i++)
        sum += lengths[2 * values[2 * i] + values[2 * i + 1]];
    *bits += sum;
    return 1;
}

/* takehiro.c: the cheaper of tables 2 and 3, or of 5 and 6. */
static int
count_bit_noESC_from2(const int *values, const int *end, int largest, unsigned int *bits)
{
    const int table = huf_tbl_noESC[largest - 1], width = ht[table].xlen;
    const uint32_t *const lengths = table == 2 ? table23 : table56;
    const int pairs = (int) (end - values) / 2;
    unsigned int sum = 0;
    for (int i = 0; i < pairs; i++)
        sum += lengths[width * values[2 * i] + values[2 * i + 1]];
    const unsigned int ofFirst = sum >> 16, ofSecond = sum & 0xffff;
    *bits += ofFirst > ofSecond ? ofSecond : ofFirst;
    return ofFirst > ofSecond ? table + 1 : table;
}

/* takehiro.c: the cheapest of three tables in a row, from 7, 10 or 13 on. Their lengths stand side by side, a byte each. */
static int
count_bit_noESC_from3(const int *values, const int *end, int largest, unsigned int *bits)
{
    static uint32_t lengths[3][16 * 16];
    const int table = huf_tbl_noESC[largest - 1], width = ht[table].xlen;
    const int pairs = (int) (end - values) / 2;
    uint32_t *const three = lengths[(table - 7) / 3];
    unsigned int sums[3] = { 0, 0, 0 };
    int best = 0;

    /* No length is 0, so a 0 means that nobody has filled the table yet. The encoder has one thread. */
    if (three[0] == 0)
        for (int i = 0; i < width * width; i++)
            three[i] = ht[table].hlen[i] | (uint32_t) ht[table + 1].hlen[i] << 8 | (uint32_t) ht[table + 2].hlen[i] << 16;
    for (int i = 0; i < pairs; i++) {
        const uint32_t all = three[width * values[2 * i] + values[2 * i + 1]];
        sums[0] += all & 0xff;
        sums[1] += all >> 8 & 0xff;
        sums[2] += all >> 16;
    }
    for (int k = 1; k < 3; k++)
        best = sums[k] < sums[best] ? k : best;
    *bits += sums[best];
    return table + best;
}
