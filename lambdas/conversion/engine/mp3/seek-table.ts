/** Places that are kept: fine enough for a table of contents in 256ths. */
const placesAtMost = 4096

/** Where frames begin, at every so many of them: as much memory for six hours as for one. */
export class SeekTable {
  /** So far. */
  frames = 0
  /** Of these frames. */
  bytes = 0
  private step = 1
  private places: number[] = []

  add(length: number): void {
    if (this.frames % this.step === 0) {
      if (this.places.length === placesAtMost) {
        this.places = this.places.filter((_place, index) => index % 2 === 0)
        this.step *= 2
      }
      if (this.frames % this.step === 0) this.places.push(this.bytes)
    }
    this.frames += 1
    this.bytes += length
  }

  /** Where a frame begins, or one a little before it; in bytes behind the beginning of the first. */
  at(frame: number): number {
    return this.places[Math.floor(frame / this.step)] ?? this.bytes
  }
}
