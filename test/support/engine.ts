import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ConvertOptions, convert, fileSink, fileSource, type Limits } from '../../lambdas/conversion/engine'
import { programs } from './media'

/** Runs `test` with a function that converts files of a directory of its own, and leaves nothing behind. */
export async function withEngine(
  test: (
    directory: string,
    convertFile: (path: string, options?: Partial<ConvertOptions>, limits?: Partial<Limits>) => ReturnType<typeof run>,
  ) => Promise<void>,
): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'audiolift-engine-'))
  let outputs = 0
  try {
    await test(directory, (path, options = {}, limits = {}) => {
      outputs += 1
      return run(directory, path, join(directory, `output-${outputs}`), { format: 'mp3', ...options }, limits)
    })
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

async function run(
  workDirectory: string,
  input: string,
  output: string,
  options: ConvertOptions,
  limits: Partial<Limits>,
) {
  const result = await convert({
    source: await fileSource(input),
    options,
    sink: fileSink({ audio: output }),
    signal: new AbortController().signal,
    ...programs(),
    workDirectory,
    limits,
    workers: 1,
  })
  return { result, output }
}
