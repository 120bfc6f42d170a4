import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Where systems have it, under the names that they give it. `.ci/run` looks for the same. */
const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
/** Where macOS has it, which does not put it on PATH. */
const elsewhere = ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome']

export interface LaunchOptions {
  readonly executablePath: string
  readonly args: readonly string[]
}

/**
 * The browser that tests of the page run in, as Playwright wants to be told.
 *
 * @throws Error with a sentence that says how to get one.
 */
export function chromium(env: NodeJS.ProcessEnv = process.env, places = elsewhere): LaunchOptions {
  const onPath = (env.PATH ?? '').split(delimiter).flatMap((folder) => names.map((name) => join(folder, name)))
  const executablePath = [env.CHROMIUM_BIN ?? '', ...onPath, ...places].find(isExecutable)
  if (executablePath === undefined)
    throw new Error(
      'This test needs a browser, and there is none. Install Chromium (Debian: apt-get install chromium), or name one: CHROMIUM_BIN=/path/to/chrome.',
    )
  // Chromium's sandbox refuses root, as which containers run.
  return { executablePath, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] }
}

function isExecutable(path: string): boolean {
  if (path === '') return false
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
