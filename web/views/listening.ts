import type { Part } from '../part'

/** Plays a part of a file that has not been sent. */
export interface Listening {
  /** The file that is meant from now on. Nothing of it is read before it is played. */
  open(file: File): void
  /** Plays from the start of the part to its end; stops when it plays. */
  toggle(part: Required<Part>): void
  pause(): void
  close(): void
}

/**
 * @param onPlace tells where it is, in seconds; undefined when it has stopped
 * @param onRefused tells that the browser cannot play the file
 */
export function createListening(onPlace: (at: number | undefined) => void, onRefused: () => void): Listening {
  const audio = new Audio()
  let file: File | undefined
  let address: string | undefined
  let end = 0

  function look(): void {
    if (audio.paused) return
    if (audio.currentTime >= end) pause()
    else onPlace(audio.currentTime)
  }

  /** At each picture: the element itself tells four times a second only, too late for the end of a part. */
  function follow(): void {
    look()
    if (!audio.paused) requestAnimationFrame(follow)
  }

  function pause(): void {
    audio.pause()
    onPlace(undefined)
  }

  async function play({ start, end: until }: Required<Part>): Promise<void> {
    if (!file) return
    address ??= URL.createObjectURL(file)
    if (audio.src !== address) audio.src = address
    end = until
    audio.currentTime = start
    try {
      await audio.play()
      follow()
    } catch (error) {
      // Stopped before it began.
      if (!(error instanceof DOMException && error.name === 'AbortError')) onRefused()
    }
  }

  function close(): void {
    pause()
    file = undefined
    if (address === undefined) return
    audio.removeAttribute('src')
    audio.load() // lets go of the file
    URL.revokeObjectURL(address)
    address = undefined
  }

  audio.onended = pause
  audio.ontimeupdate = look // also where there are no pictures: behind another tab
  return {
    open(next) {
      close()
      file = next
    },
    toggle: (part) => (audio.paused ? void play(part) : pause()),
    pause,
    close,
  }
}
