/** One step of a start, as it ends. */
export interface Step {
  readonly name: string
  readonly seconds: number
  /** The result, in a few words. */
  readonly detail?: string
}

export type OnStep = (
  event:
    | { readonly type: 'started'; readonly name: string }
    | ({ readonly type: 'done' } & Step)
    | { readonly type: 'note'; readonly text: string },
) => void

/** Runs named steps and reports when each starts and ends, so that the user sees what is being waited for. */
export interface Steps {
  step<T>(name: string, work: () => Promise<T>, detail?: (result: T) => string | undefined): Promise<T>
  note(text: string): void
}

export function createSteps(onStep: OnStep, now: () => number = () => performance.now()): Steps {
  return {
    async step(name, work, detail) {
      const began = now()
      onStep({ type: 'started', name })
      const result = await work()
      const told = detail?.(result)
      onStep({ type: 'done', name, seconds: (now() - began) / 1000, ...(told === undefined ? {} : { detail: told }) })
      return result
    },
    note: (text) => onStep({ type: 'note', text }),
  }
}

/** One line per step: the time it took, its name, its result. */
export function stepLine({ name, seconds, detail }: Step): string {
  return `  ${seconds.toFixed(1).padStart(5)} s  ${name}${detail ? `: ${detail}` : ''}`
}

/** Milliseconds after which a running step is announced, so that the screen is never silent for long. */
const announceAfter = 1500

const announcement = '      …    '

/** Prints only the names of steps that take long. */
export function announceSteps(write: (line: string) => void): OnStep {
  return printSteps((line) => {
    if (line.startsWith(announcement)) write(line.trim())
  })
}

/** Prints steps as they end, and the names of slow ones while they run. */
export function printSteps(write: (line: string) => void): OnStep {
  const waiting = new Map<string, NodeJS.Timeout>()
  return (event) => {
    if (event.type === 'note') return write(`           ${event.text}`)
    clearTimeout(waiting.get(event.name))
    if (event.type === 'done') return write(stepLine(event))
    const timer = setTimeout(() => write(`${announcement}${event.name}`), announceAfter)
    waiting.set(event.name, timer.unref())
  }
}
