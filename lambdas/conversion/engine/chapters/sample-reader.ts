/** Reads raw sound as it comes, stretch by stretch. Places are in samples per channel from its beginning. */
export class SampleReader {
  private readonly pieces: AsyncIterator<Buffer>
  private rest: Buffer = Buffer.alloc(0)
  /** Bytes that were read. */
  private taken = 0

  /** @param frameBytes bytes of a sample of all channels */
  constructor(
    pieces: AsyncIterable<Buffer>,
    private readonly frameBytes: number,
  ) {
    // Not `for await`, which would close what it reads where a stretch ends.
    this.pieces = pieces[Symbol.asyncIterator]()
  }

  get position(): number {
    return this.taken / this.frameBytes
  }

  /** Reads up to `place` (exclusive), or to the end, wherever that comes first. */
  async *upTo(place: number): AsyncGenerator<Buffer, void> {
    const end = place * this.frameBytes
    while (this.taken < end && (await this.hasMore())) {
      const piece = this.rest.subarray(0, end - this.taken)
      this.rest = this.rest.subarray(piece.length)
      this.taken += piece.length
      yield piece
    }
  }

  /** Leaves out what comes before `place`. @returns whether there is anything behind it */
  async skipTo(place: number): Promise<boolean> {
    for await (const _ of this.upTo(place));
    return this.hasMore()
  }

  private async hasMore(): Promise<boolean> {
    while (this.rest.length === 0) {
      const { value, done } = await this.pieces.next()
      if (done) return false
      this.rest = value
    }
    return true
  }
}
